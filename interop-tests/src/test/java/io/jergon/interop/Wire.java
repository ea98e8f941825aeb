package io.jergon.interop;

import io.jergon.node.NodeBuilder;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the nodes of a run talk over: plain TCP, or TLS with mutual verification under
/// `-Djergon.tls=true`.
///
/// ```sh
/// ./check -pl interop-tests -am -Djergon.tls=true
/// ```
final class Wire {
  /// The name of the property, for the tests whose own peers speak plain TCP only.
  static final String TLS = "jergon.tls";

  private static @Nullable Issued certificate;

  private Wire() {}

  static boolean tls() {
    return Boolean.getBoolean(TLS);
  }

  /// A BEAM of this run.
  static ErlangNode.Builder under(ErlangNode.Builder builder) {
    return tls() ? builder.tls(certificate().optionsFile()) : builder;
  }

  /// A node of this run in this JVM.
  static NodeBuilder under(NodeBuilder builder) {
    return tls() ? builder.tls(certificate().config()) : builder;
  }

  /// What a BEAM of this run takes beside the rest, where [#under] does not see to it.
  static String[] erlArguments() {
    return tls()
        ? new String[] {
          "-proto_dist", "inet_tls", "-ssl_dist_optfile", certificate().optionsFile().toString()
        }
        : new String[0];
  }

  /// What a `jergon` command of this run takes beside the rest.
  static List<String> options() {
    return tls() ? List.of("--tls-config", certificate().optionsFile().toString()) : List.of();
  }

  /// One for all nodes of the run, in a folder that goes with the JVM.
  private static synchronized Issued certificate() {
    if (certificate == null) {
      try {
        Path folder = Files.createTempDirectory("jergon-tls");
        folder.toFile().deleteOnExit(); // first, for the JVM deletes in reverse
        certificate = TestCertificates.in(folder).issue("node", "127.0.0.1", "localhost");
        certificate.optionsFile();
        try (var files = Files.list(folder)) {
          files.forEach(file -> file.toFile().deleteOnExit());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make certificates", e);
      }
    }
    return certificate;
  }
}
