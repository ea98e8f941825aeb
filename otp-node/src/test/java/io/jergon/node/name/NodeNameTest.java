package io.jergon.node.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {
  @Test
  void of_name_hasLivePartAndHost() {
    NodeName name = NodeName.of("shop_1-a@db1.example.org");

    assertThat(name.live()).isEqualTo("shop_1-a");
    assertThat(name.host()).isEqualTo("db1.example.org");
    assertThat(name.atom().name()).isEqualTo("shop_1-a@db1.example.org");
    assertThat(name).hasToString("shop_1-a@db1.example.org");
  }

  @ParameterizedTest
  @CsvSource({"a@db1,SHORT", "a@db1.org,LONG", "a@127.0.0.1,LONG", "a@::1,LONG"})
  void kind_host_isLongWithADotOrColon(String text, NameKind kind) {
    assertThat(NodeName.of(text).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a.b@c", "a@b c", "ä@b", "a@\u0100"})
  void of_noNodeName_saysWhatIsWrong(String text) {
    assertThatThrownBy(() -> NodeName.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a node name: \"" + text + "\"")
        .hasMessageContaining("(expected: live@host)");
  }

  @Test
  void of_256Characters_isTooLong() {
    String host = "h".repeat(253);

    assertThat(NodeName.of("a@" + host).text()).hasSize(255);
    assertThatThrownBy(() -> NodeName.of("a@" + host + "h")).hasMessageContaining("256 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "a@x,b@y,true",
    "a@x.org,b@y.org,true",
    "a@x,b@y.org,false",
    "a@x.org,b@y,false",
    "a@x,b@::1,true",
    "a@x.org,b@::1,true"
  })
  void mayDial_kinds_mustBeTheSame(String self, String peer, boolean may) {
    NodeName from = NodeName.of(self);
    NodeName to = NodeName.of(peer);

    assertThat(from.mayDial(to)).isEqualTo(may);
    assertThat(from.whyNotDial(to).isEmpty()).isEqualTo(may);
  }

  @Test
  void whyNotDial_longPeer_saysWhoUsesWhat() {
    assertThat(NodeName.of("a@x").whyNotDial(NodeName.of("b@y.org")))
        .startsWith("a@x cannot connect to b@y.org: the peer uses a long name");
    assertThat(NodeName.of("a@x.org").whyNotDial(NodeName.of("b@y")))
        .startsWith("a@x.org cannot connect to b@y: the peer uses a short name");
  }

  @Test
  void compareTo_names_isTheOrderOfAtoms() {
    assertThat(NodeName.of("b@a")).isGreaterThan(NodeName.of("a@b"));
    assertThat(NodeName.of("a@h")).isLessThan(NodeName.of("aa@h"));
  }
}
