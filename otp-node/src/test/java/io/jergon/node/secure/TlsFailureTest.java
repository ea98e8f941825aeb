package io.jergon.node.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Received fatal alert: unknown_ca|does not know who issued our certificate",
        "(certificate_required) Received fatal alert: certificate_required|wants a certificate of"
            + " us",
        "Received fatal alert: something_new|refuses the handshake (alert something_new)",
        "(bad_certificate) Empty client certificate chain|has sent no certificate",
        "Tag mismatch|and we do not agree: Tag mismatch"
      })
  void line_alertOfThePeer_saysWhatToDo(String message, String said) {
    Throwable error = new DecoderException(new SSLHandshakeException(message));
    assertThat(TlsFailure.is(error)).isTrue();
    assertThat(TlsFailure.closed(error)).isFalse();
    assertThat(TlsFailure.line("a@h", error))
        .startsWith("TLS handshake failed: a@h ")
        .contains(said)
        .hasLineCount(1);
  }

  @Test
  void closed_peerHangsUp_isNoRefusal() {
    assertThat(TlsFailure.closed(new ClosedChannelException())).isTrue();
    assertThat(TlsFailure.closed(new DecoderException(new IOException("Connection reset"))))
        .isTrue();
    assertThat(
            TlsFailure.closed(
                new SSLException(
                    "failure when writing TLS control frames", new IOException("Broken pipe"))))
        .isTrue();
    assertThat(
            TlsFailure.closed(
                new SSLHandshakeException(
                    "Connection closed while SSL/TLS handshake was in progress")))
        .isTrue();
  }
}
