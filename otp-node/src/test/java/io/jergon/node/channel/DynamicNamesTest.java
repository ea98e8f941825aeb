package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.handshake.GivenName;
import io.jergon.node.name.NodeName;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DynamicNamesTest {
  private final DynamicNames names = new DynamicNames();
  private final Random random = new Random(1);

  @Test
  void take_nameOfANodeThatIsGone_isGivenAgainWithTheNextCreation() {
    GivenName first = names.take("h", random);
    names.proven(first);
    GivenName second = names.take("h", random);
    assertThat(second.name()).isNotEqualTo(first.name());

    names.gone(first.name());

    assertThat(names.take("other", random).name().host()).isEqualTo("other");
    assertThat(names.take("h", random)).isEqualTo(first.next());
    assertThat(first.next().creation()).isEqualTo(first.creation() + 1);
    assertThat(names.take("h", random).name()).isNotEqualTo(first.name());
  }

  @Test
  void gone_nodeThatProvedNothing_leavesNoName() {
    GivenName claimed = names.take("h", random);
    names.gone(claimed.name());

    assertThat(names.take("h", random).name()).isNotEqualTo(claimed.name());
  }

  @Test
  void next_atTheEnd_leavesOutTheReservedCreations() {
    NodeName name = NodeName.of("A@h");
    assertThat(new GivenName(name, -1).next().creation()).isEqualTo(4);
    assertThat(new GivenName(name, Integer.MAX_VALUE).next().creation())
        .isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void take_hostThatIsNone_isRefused() {
    assertThatThrownBy(() -> names.take("a host", random))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> names.take("", random)).isInstanceOf(IllegalArgumentException.class);
  }
}
