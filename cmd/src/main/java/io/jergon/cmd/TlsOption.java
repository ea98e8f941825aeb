package io.jergon.cmd;

import io.jergon.node.NodeBuilder;
import io.jergon.node.tls.TlsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option of all commands that start a node: TLS, as erl's `-ssl_dist_optfile`.
final class TlsOption {
  @Option(
      names = "--tls-config",
      paramLabel = "FILE",
      description = {
        "Talks TLS. FILE is what erl takes as -ssl_dist_optfile: [{server,[...]},{client,[...]}].",
        "Plain TCP if not given."
      })
  private @Nullable Path file;

  void apply(NodeBuilder builder) {
    if (file != null) {
      builder.tls(TlsConfig.optionsFile(file));
    }
  }
}
