package io.jergon.node.secure;

import io.jergon.node.certificate.CertificateFileException;
import io.jergon.node.certificate.Certificates;
import io.jergon.node.certificate.Identity;
import io.jergon.node.tls.TlsConfigException;
import io.jergon.node.tls.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our certificate and the authorities, in one role; read again when their files have changed.
///
/// Reading blocks, so it is done by the threads of [TlsEngines], one at a time.
final class Credentials {
  private static final Logger log = LoggerFactory.getLogger(Credentials.class);

  private final String role;
  private final TlsOptions options;
  private final @Nullable Identity selfSigned;

  private List<String> stamps;
  private Loaded loaded;

  /// What was read.
  ///
  /// @param key null if we have no certificate
  record Loaded(@Nullable OwnKey key, PeerVerifier verifier) {}

  /// Reads all files.
  ///
  /// @param role for the log
  /// @param selfSigned our certificate, if it comes from no file
  /// @throws TlsConfigException if one cannot be used
  Credentials(String role, TlsOptions options, @Nullable Identity selfSigned) {
    this.role = role;
    this.options = options;
    this.selfSigned = selfSigned;
    this.stamps = stamps();
    try {
      this.loaded = load();
    } catch (CertificateFileException e) {
      throw new TlsConfigException(String.valueOf(e.getMessage()), e);
    }
  }

  TlsOptions options() {
    return options;
  }

  /// What holds for a handshake that begins now.
  synchronized Loaded current() {
    List<String> now = stamps(); // before the reading: a change meanwhile is seen the next time
    if (!now.equals(stamps)) {
      stamps = now;
      try {
        loaded = load();
        log.info("tls files read again: role={} {}", role, options);
      } catch (CertificateFileException e) {
        log.warn("tls files changed, what was read before stays: role={} {}", role, e.getMessage());
      }
    }
    return loaded;
  }

  private Loaded load() {
    PeerVerifier verifier =
        options.verify()
            ? PeerVerifier.of(
                Certificates.read(Objects.requireNonNull(options.authorities())), options.depth())
            : PeerVerifier.nobodyIsVerified();
    return new Loaded(ownKey(), verifier);
  }

  private @Nullable OwnKey ownKey() {
    if (selfSigned != null) {
      return new OwnKey(selfSigned);
    }
    Path certificates = options.certificates();
    Path key = options.key();
    return certificates == null || key == null
        ? null
        : new OwnKey(Identity.read(certificates, key, options.password()));
  }

  /// One text for each file, another one when the file has been written to or replaced. Symbolic
  /// links are followed: that is how Kubernetes replaces files.
  private List<String> stamps() {
    return Stream.of(options.certificates(), options.key(), options.authorities())
        .filter(Objects::nonNull)
        .map(Credentials::stamp)
        .toList();
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
