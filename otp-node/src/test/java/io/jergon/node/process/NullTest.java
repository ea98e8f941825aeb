package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Null is no message: it is refused where it is sent, and never vanishes on the way.
class NullTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  private ProcessName me() {
    return ProcessName.of("me", node.name());
  }

  @Test
  void message_null_isRefusedByWhateverSends() {
    List<Consumer<Self>> sends =
        List.of(
            self -> self.send(self.pid(), null),
            self -> self.send(me(), null),
            self -> self.send(self.alias(), null),
            self -> self.cast(self.pid(), null),
            self -> self.cast(me(), null),
            self -> self.call(node.whereis("user").orElseThrow(), null, OneNode.LONG),
            self -> self.sendAfter(Duration.ZERO, self.pid(), null),
            self -> self.sendAfter(Duration.ZERO, me(), null),
            self -> node.send(self.pid(), null),
            self -> node.send(me(), null),
            self -> node.cast(self.pid(), null));
    node.inProcess(self -> {
      self.register(atom("me"));
      for (Consumer<Self> send : sends) {
        assertThatNullPointerException().isThrownBy(() -> send.accept(self));
      }
      self.send(self.pid(), "something");
      assertThat(next(self)).isEqualTo("something");
      assertThat(nothing(self)).isTrue();
      return null;
    });
  }
}
