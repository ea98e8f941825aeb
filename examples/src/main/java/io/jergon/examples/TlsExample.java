package io.jergon.examples;

import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsOptions;
import java.nio.file.Path;

/// Joins a cluster that talks TLS.
public final class TlsExample {
  private TlsExample() {}

  /// @param arguments the file that the other nodes take as `-ssl_dist_optfile`, and one of them
  public static void main(String[] arguments) {
    NodeBuilder builder = Node.builder("jvm@127.0.0.1").cookie("secret");
    try (Node node = fromFile(builder, Path.of(arguments[0])).start()) {
      System.out.println(node.ping(arguments[1]) ? "pong" : "pang");
    }
  }

  static NodeBuilder fromFile(NodeBuilder builder, Path optionsFile) {
    return builder.tls(TlsConfig.optionsFile(optionsFile));
  }

  static NodeBuilder fromPem(NodeBuilder builder, Path certificate, Path key, Path authority) {
    TlsOptions options =
        TlsOptions.builder().certificate(certificate, key).authorities(authority).build();
    return builder.tls(TlsConfig.of(options));
  }
}
