package io.jergon.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.TermOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames as OTP 25 and 29 sent them to a peer without atom cache and fragments: each is read as
/// the message that it is, and our message has the same bytes.
class GoldenControlTest {
  /// The message, its tuple and the frame.
  ///
  /// @param origin the release
  record Golden(String origin, String message, String tuple, String frame) {
    static Golden of(String line) {
      String[] columns = line.split("\t");
      return new Golden(columns[0], columns[1], columns[2], columns[3]);
    }

    @Override
    public String toString() {
      return origin + " " + message + " " + tuple;
    }
  }

  static Stream<Golden> frames() throws IOException {
    try (InputStream in = GoldenControlTest.class.getResourceAsStream("golden-control.txt")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#")).map(Golden::of);
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frame_ofErlang_isTheMessageAndBack(Golden golden) {
    byte[] bytes = HexFormat.of().parseHex(golden.frame());
    TermInput in = new TermInput(bytes, 2, bytes.length - 2);

    ControlMessage message = ControlMessages.decode(TermDecoder.DEFAULT.decodeBody(in));

    assertThat(message.getClass().getSimpleName()).isEqualTo(golden.message());
    assertThat(message.toTerm()).isEqualTo(Term.parse(golden.tuple()));
    assertThat(in.remaining() > 0).isEqualTo(message.hasPayload());
    TermOutput out = new TermOutput(0);
    message.encode(out);
    assertThat(out.toByteArray())
        .isEqualTo(Arrays.copyOfRange(bytes, 2, bytes.length - in.remaining()));
  }
}
