package io.jergon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealErlangTest {
  private static final String NONE = File.separator + "no" + File.separator + "such";

  @AfterEach
  void forget() {
    System.clearProperty("jergon.erl");
    System.clearProperty("jergon.erl23");
  }

  @Test
  void missing_releaseThatIsNotHere_isNamed() {
    System.setProperty("jergon.erl23", NONE);
    assertThat(RealErlang.missing()).contains(23);
    assertThat(RealErlang.releasesSince23()).noneMatch(erl -> erl.endsWith("erl23"));
  }

  @Test
  void missing_oneIsToBeUsed_isNothing() {
    System.setProperty("jergon.erl23", NONE);
    System.setProperty("jergon.erl", "erl29");
    assertThat(RealErlang.missing()).isEmpty();
  }

  /// Debian's `erl` tells its release by a file beside it.
  @Test
  void missing_releaseOfTheMachine_isHere() {
    RealErlang.require();
    String otp;
    try (ErlangNode erl = ErlangNode.undistributed().start()) {
      otp = erl.eval("list_to_integer(erlang:system_info(otp_release))");
    }
    assertThat(RealErlang.missing()).doesNotContain(Integer.valueOf(otp));
  }
}
