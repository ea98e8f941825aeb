package io.jergon.etf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a real Erlang made of terms and bytes. `src/test/erlang/golden.escript` makes the files and
/// says how to run it.
final class Golden {
  private Golden() {}

  /// The lines of a golden file, each one split at its tabs.
  static List<String[]> lines(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      String text = new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
      return Arrays.stream(text.split("\n"))
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of every golden term that shows a tag.
  static Stream<byte[]> allTerms() {
    return Stream.of(
            lines("encoded.tsv").stream().map(line -> line[2]),
            lines("decoded.tsv").stream().map(line -> line[1]))
        .flatMap(hex -> hex)
        .map(Golden::bytes);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static Term term(String hex) {
    return TermDecoder.DEFAULT.decode(bytes(hex));
  }
}
