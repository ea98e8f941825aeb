package io.jergon.node.tls;

import java.nio.file.Path;

/// TLS between nodes, as Erlang's `-proto_dist inet_tls`: for the whole node, in both directions.
///
/// ```java
/// Node node = Node.builder("jvm@db1.example.org")
///     .tls(TlsConfig.of(TlsOptions.builder()
///         .certificate(Path.of("db1.pem"), Path.of("db1.key"))
///         .authorities(Path.of("ca.pem"))
///         .build()))
///     .start();
/// ```
///
/// A node with TLS talks to nodes with TLS only. The cookie is checked inside of it, as ever.
///
/// The files are read when the node starts, and again whenever they have changed, before the next
/// handshake. Connections that are up go on. If what is there now cannot be used, the node says so
/// in its log and keeps what it had.
///
/// @param server when this node is dialled
/// @param client when this node dials
public record TlsConfig(TlsOptions server, TlsOptions client) {
  /// Checks that the server has a certificate.
  ///
  /// @throws TlsConfigException if it has none
  public TlsConfig {
    if (server.certificates() == null && !server.selfSigned()) {
      throw new TlsConfigException("server has no certificate (certfile)");
    }
  }

  /// The same in both roles.
  public static TlsConfig of(TlsOptions both) {
    return new TlsConfig(both, both);
  }

  /// For development: traffic is encrypted and **nobody is verified**, neither by us nor by who
  /// verifies nobody either. The certificate is made when the node starts. Needs Bouncy Castle
  /// (`org.bouncycastle:bcpkix-jdk18on`).
  public static TlsConfig selfSigned() {
    return of(TlsOptions.builder().selfSigned().verifyNobody().build());
  }

  /// Reads a file as Erlang's `-ssl_dist_optfile` takes it:
  ///
  /// ```erlang
  /// [{server, [{certfile, "db1.pem"}, {keyfile, "db1.key"}, {cacertfile, "ca.pem"},
  ///            {verify, verify_peer}, {fail_if_no_peer_cert, true}]},
  ///  {client, [{certfile, "db1.pem"}, {keyfile, "db1.key"}, {cacertfile, "ca.pem"},
  ///            {verify, verify_peer}]}].
  /// ```
  ///
  /// Where it does not say `verify` or `fail_if_no_peer_cert`, this node verifies its peers, and
  /// wants a certificate of who dials it; some releases of OTP do not. Relative names are those of
  /// the working directory. The files that it names may change while the node runs, it may not.
  ///
  /// @throws TlsConfigException with the place, if an option is unknown or has a wrong value
  public static TlsConfig optionsFile(Path file) {
    return OptionsFile.read(file);
  }
}
