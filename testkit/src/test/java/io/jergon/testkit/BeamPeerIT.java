package io.jergon.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BeamPeerIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private static byte[] request(BeamPeer peer, String expression, Duration limit, Duration grace) {
    return peer.request('e', expression.getBytes(UTF_8), expression, limit, grace);
  }

  /// As when the machine stops it for a while: its answer comes when nobody waits for it any more.
  @Test
  void answer_thatComesTooLate_isNotTakenForTheNextOne() {
    String erl = RealErlang.found("erl", RealErlang.erl()).toString();
    try (BeamPeer peer =
        BeamPeer.start("erlang", boot -> new ProcessBuilder(erl, "-noinput", "-eval", boot))) {
      peer.process().freeze();
      assertThatThrownBy(() -> request(peer, "first", SHORT, SHORT))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("does not answer");
      peer.process().thaw();

      assertThat(request(peer, "second", LONG, LONG)).asString(UTF_8).isEqualTo("second");
    }
  }
}
