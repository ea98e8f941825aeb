package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeEntryTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0", "\uD800"})
  void name_thatNoServerAccepts_isRefused(String name) {
    assertThatThrownBy(() -> NodeEntry.normal(name, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("node name: ");
  }

  @Test
  void name_of255Characters_isAccepted() {
    var longest = "\uD83D\uDE08".repeat(255);

    assertThat(NodeEntry.normal(longest, 1).name()).isEqualTo(longest);
    assertThatThrownBy(() -> NodeEntry.normal(longest + "a", 1))
        .hasMessage("node name: 256 characters (expected: 1 to 255)");
  }

  @Test
  void port_tooHigh_isRefused() {
    assertThatThrownBy(() -> NodeEntry.normal("a", 65536))
        .hasMessage("port: 65536 (expected: 0 to 65535)");
  }

  @Test
  void extra_changedOutside_staysAsItWas() {
    byte[] extra = {1};
    var entry = new NodeEntry("a", 1, 77, 0, 6, 5, extra);

    extra[0] = 2;
    entry.extra()[0] = 3;

    assertThat(entry).isEqualTo(new NodeEntry("a", 1, 77, 0, 6, 5, new byte[] {1}));
  }

  @Test
  void commonVersion_rangesOverlap_isTheHighest() {
    var entry = NodeEntry.normal("a", 1);

    assertThat(entry.commonVersion(6, 5)).hasValue(6);
    assertThat(entry.commonVersion(7, 6)).hasValue(6);
    assertThat(entry.commonVersion(5, 1)).hasValue(5);
    assertThat(entry.commonVersion(4, 1)).isEmpty();
    assertThat(entry.commonVersion(8, 7)).isEmpty();
  }
}
