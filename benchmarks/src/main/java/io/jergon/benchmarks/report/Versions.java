package io.jergon.benchmarks.report;

import com.ericsson.otp.erlang.OtpErlangObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which versions of the others were measured.
public final class Versions {
  private Versions() {}

  /// Release and runtime system of the installed `erl`.
  ///
  /// @throws IOException if there is none
  public static String otp() throws IOException {
    Process erl =
        new ProcessBuilder(
                "erl",
                "-noinput",
                "-boot",
                "start_clean",
                "-eval",
                "io:format(\"~s (erts ~s)\", [erlang:system_info(otp_release), erlang:system_info(version)]), halt().")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(erl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// JInterface's, by the jar in use: OTP's own lies in a directory `jinterface-1.13.1`, that of
  /// the central repository is called `jinterface-1.6.1.jar`.
  public static String jinterface() {
    String jar =
        OtpErlangObject.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    Matcher version = Pattern.compile("jinterface-(\\d+(\\.\\d+)*)").matcher(jar);
    return version.find() ? version.group(1) : "of unknown version";
  }
}
