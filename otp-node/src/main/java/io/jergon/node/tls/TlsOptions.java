package io.jergon.node.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node does in one role of TLS.
///
/// ```java
/// TlsOptions.builder()
///     .certificate(Path.of("db1.pem"), Path.of("db1.key"))
///     .authorities(Path.of("ca.pem"))
///     .build();
/// ```
///
/// @param certificates PEM file of our certificate and those between it and the authority; null for
///   none
/// @param key PEM file of our private key: PKCS#8, PKCS#1 or SEC1; null for none
/// @param password of the key; null if it has none
/// @param selfSigned our certificate is made when the node starts
/// @param authorities PEM file of the certificates that peers' certificates must go back to; null
///   for none
/// @param verify whether peers are verified
/// @param requireCertificate whether a peer that dials us must have a certificate
/// @param checkHost whether the certificate of a peer that we dial must be for the host in its node
///   name
/// @param depth how many certificates may be between a peer's and the authority's
/// @param versions of the protocol, as the JDK calls them: `TLSv1.3`, `TLSv1.2`
/// @param ciphers cipher suites, as the JDK calls them; empty for the JDK's own choice
public record TlsOptions(
    @Nullable Path certificates,
    @Nullable Path key,
    @Nullable String password,
    boolean selfSigned,
    @Nullable Path authorities,
    boolean verify,
    boolean requireCertificate,
    boolean checkHost,
    int depth,
    List<String> versions,
    List<String> ciphers) {

  /// Checks that the options go together.
  ///
  /// @throws TlsConfigException if they do not
  public TlsOptions {
    versions = List.copyOf(versions);
    ciphers = List.copyOf(ciphers);
    if (depth < 0) {
      throw new TlsConfigException("depth: " + depth + " (expected: >= 0)");
    }
    if (verify && authorities == null) {
      throw new TlsConfigException(
          "peers are to be verified, and no file of authorities is given (cacertfile)");
    }
    if (certificates == null && key != null) {
      throw new TlsConfigException("there is a key and no certificate (certfile)");
    }
  }

  /// A builder whose defaults verify everybody: TLS 1.3 and 1.2, certificates required, hosts
  /// checked, depth 10.
  public static Builder builder() {
    return new Builder();
  }

  /// Without the password.
  @Override
  public String toString() {
    return "certificates=%s key=%s authorities=%s verify=%s versions=%s"
        .formatted(selfSigned ? "self-signed" : certificates, key, authorities, verify, versions);
  }

  /// Collects the options.
  public static final class Builder {
    private static final int DEFAULT_DEPTH = 10; // OTP's

    private @Nullable Path certificates;
    private @Nullable Path key;
    private @Nullable String password;
    private boolean selfSigned;
    private @Nullable Path authorities;
    private boolean verify = true;
    private boolean requireCertificate = true;
    private boolean checkHost = true;
    private int depth = DEFAULT_DEPTH;
    private List<String> versions = List.of("TLSv1.3", "TLSv1.2");
    private List<String> ciphers = List.of();

    private Builder() {}

    /// PEM files of our certificate (followed by those between it and the authority) and its key;
    /// the same file if it has both.
    public Builder certificate(Path newCertificates, Path newKey) {
      certificates = newCertificates;
      key = newKey;
      return this;
    }

    /// The password of the key.
    public Builder password(String newPassword) {
      password = newPassword;
      return this;
    }

    /// Makes up a certificate when the node starts, that no peer can verify. Needs Bouncy Castle.
    public Builder selfSigned() {
      selfSigned = true;
      return this;
    }

    /// PEM file of the authorities that peers' certificates must go back to.
    public Builder authorities(Path newAuthorities) {
      authorities = newAuthorities;
      return this;
    }

    /// Lets in, and dials, whoever it is. The node warns of it when it starts.
    public Builder verifyNobody() {
      verify = false;
      return this;
    }

    /// Lets in peers without a certificate; one that is sent is verified still.
    public Builder certificateOptional() {
      requireCertificate = false;
      return this;
    }

    /// Does not compare the host in the name of a peer that we dial with its certificate.
    public Builder anyHost() {
      checkHost = false;
      return this;
    }

    /// How many certificates may be between a peer's and the authority's.
    public Builder depth(int newDepth) {
      depth = newDepth;
      return this;
    }

    /// Versions of the protocol: `TLSv1.3`, `TLSv1.2`.
    public Builder versions(List<String> newVersions) {
      versions = newVersions;
      return this;
    }

    /// Cipher suites, by the names of the JDK and of IANA.
    public Builder ciphers(List<String> newCiphers) {
      ciphers = newCiphers;
      return this;
    }

    /// The options.
    ///
    /// @throws TlsConfigException if they do not go together
    public TlsOptions build() {
      return new TlsOptions(
          certificates,
          key,
          password,
          selfSigned,
          authorities,
          verify,
          requireCertificate,
          checkHost,
          depth,
          versions,
          ciphers);
    }
  }
}
