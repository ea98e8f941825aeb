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

/// What real Erlangs made of terms and bytes. `src/test/erlang/golden.escript` makes the files, a
/// folder per release, and says how to run it.
final class Golden {
  static final List<String> RELEASES = List.of("otp25", "otp27", "otp29");

  private Golden() {}

  /// The lines of a release's golden file, each one split at its tabs.
  static List<String[]> lines(String release, String file) {
    return text(release, file).map(line -> line.split("\t", -1)).toList();
  }

  /// The different lines that the releases have in a golden file, each one split at its tabs.
  static List<String[]> lines(String file) {
    return RELEASES.stream()
        .flatMap(release -> text(release, file))
        .distinct()
        .map(line -> line.split("\t", -1))
        .toList();
  }

  private static Stream<String> text(String release, String file) {
    String path = "/golden/" + release + "/" + file;
    try (InputStream in = Golden.class.getResourceAsStream(path)) {
      String text = new String(Objects.requireNonNull(in, path).readAllBytes(), UTF_8);
      return Arrays.stream(text.split("\n")).skip(1); // how it was made
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of every golden term that shows a tag or an option, each once.
  static Stream<byte[]> allTerms() {
    return Stream.of(
            lines("encoded.tsv").stream().map(line -> line[2]),
            lines("decoded.tsv").stream().map(line -> line[1]))
        .flatMap(hex -> hex)
        .distinct()
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
