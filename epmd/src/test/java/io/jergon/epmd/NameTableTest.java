package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NameTableTest {
  private Instant now = Instant.ofEpochSecond(1000);
  private final NameTable names = new NameTable(() -> now);

  private OptionalInt register(String name) {
    return names.register(NodeEntry.normal(name, 1), 1);
  }

  @Test
  void register_newName_getsTheTime() {
    assertThat(register("a")).hasValue(1000);
  }

  @Test
  void register_clockNearZero_getsNoReservedCreation() {
    now = Instant.ofEpochSecond(1L << 32);

    assertThat(register("a")).hasValue(4);
  }

  @Test
  void register_afterTheLastCreation_wrapsTo4() {
    now = Instant.ofEpochSecond((1L << 32) - 1);
    assertThat(register("a")).hasValue(-1);
    names.unregister("a", 1);

    assertThat(register("a")).hasValue(4);
  }

  @Test
  void register_cameBack_getsNextAndNotTheTime() {
    register("a");
    names.unregister("a", 1);
    now = now.plusSeconds(50);

    assertThat(register("a")).hasValue(1001);
  }

  @Test
  void register_forgottenName_isNewAgain() {
    register("a");
    names.unregister("a", 1);
    for (int i = 0; i < 1000; i++) {
      register("n" + i);
      names.unregister("n" + i, 1);
    }
    now = now.plusSeconds(50);

    assertThat(register("n0")).hasValue(1001);
    assertThat(register("a")).hasValue(1050);
  }

  @Test
  void unregister_anotherConnectionsName_staysRegistered() {
    register("a");

    names.unregister("a", 2);

    assertThat(names.find("a")).isNotNull();
  }

  @Test
  void dump_liveAndFreed_eachEndInNul() {
    register("a");
    register("b");
    register("c");
    names.unregister("b", 1);
    names.unregister("a", 1);

    assertThat(names.dump())
        .isEqualTo(
            "active name     <c> at port 1, fd = 1\n\0"
                + "old/unused name <b>, port = 1, fd = 1 \n\0"
                + "old/unused name <a>, port = 1, fd = 1 \n\0");
  }
}
