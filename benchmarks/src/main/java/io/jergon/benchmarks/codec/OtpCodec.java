package io.jergon.benchmarks.codec;

import io.jergon.etf.TermEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `term_to_binary` and `binary_to_term` of the `erl` on the path, measured by `codec.escript` with
/// the bytes that [TermEncoder] made.
final class OtpCodec {
  private final Path escript;
  private final Path scratch;
  private final int seconds;

  /// @param scratch a directory for the terms' files
  /// @param seconds how long one figure takes
  OtpCodec(Path escript, Path scratch, int seconds) throws IOException {
    this.escript = escript;
    this.scratch = scratch;
    this.seconds = seconds;
    for (Shape shape : Shape.values()) {
      Files.write(file(shape), TermEncoder.encode(shape.term()));
    }
  }

  /// Nanoseconds per operation.
  double measure(String operation, Shape shape) throws IOException, InterruptedException {
    return Double.parseDouble(
        output("escript", escript.toString(), operation, file(shape).toString(), "" + seconds));
  }

  String release() throws IOException, InterruptedException {
    return output(
        "erl",
        "-noinput",
        "-boot",
        "start_clean",
        "-eval",
        "io:format(\"~s (erts ~s)\", [erlang:system_info(otp_release), erlang:system_info(version)]), halt().");
  }

  private Path file(Shape shape) {
    return scratch.resolve(shape.label() + ".etf");
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with status " + status + ": " + output);
    }
    return output.strip();
  }
}
