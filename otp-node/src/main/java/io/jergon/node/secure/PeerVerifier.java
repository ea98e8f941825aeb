package io.jergon.node.secure;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Decides by their certificates who is let in, as the JDK does (PKIX, RFC 5280), and says in words
/// that an operator can act on why somebody is not. Whether the host is compared with the
/// certificate, the engine's parameters say.
final class PeerVerifier extends X509ExtendedTrustManager {
  private static final X509Certificate[] NOBODY = {};

  /// Null: everybody is let in.
  private final @Nullable X509ExtendedTrustManager pkix;

  private PeerVerifier(@Nullable X509ExtendedTrustManager pkix) {
    this.pkix = pkix;
  }

  /// Lets in everybody.
  static PeerVerifier nobodyIsVerified() {
    return new PeerVerifier(null);
  }

  /// Lets in those whose certificates go back to one of `authorities`.
  ///
  /// @param depth how many certificates may be between
  static PeerVerifier of(List<X509Certificate> authorities, int depth) {
    try {
      Set<TrustAnchor> anchors =
          authorities.stream()
              .map(authority -> new TrustAnchor(authority, null))
              .collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(depth);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return new PeerVerifier((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no PKIX trust manager", e);
    }
  }

  /// Somebody who is not let in; the message is part of a sentence that begins with the peer.
  static final class RefusedException extends CertificateException {
    private static final long serialVersionUID = 1L;

    /// @param cause from which the JDK takes which alert to send
    RefusedException(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (pkix != null) {
      try {
        pkix.checkClientTrusted(chain, type, engine);
      } catch (CertificateException e) {
        throw refused(e, chain, engine);
      }
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (pkix != null) {
      try {
        pkix.checkServerTrusted(chain, type, engine);
      } catch (CertificateException e) {
        throw refused(e, chain, engine);
      }
    }
  }

  private static RefusedException refused(
      CertificateException e, X509Certificate[] chain, SSLEngine engine) {
    X509Certificate own = chain[0];
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _ -> {
          return new RefusedException(
              "has a certificate that is out of date (%s): renew it".formatted(cause.getMessage()),
              e.getCause());
        }
        case CertificateNotYetValidException _ -> {
          return new RefusedException(
              "has a certificate that is not valid yet (%s): look at both clocks"
                  .formatted(cause.getMessage()),
              e.getCause());
        }
        case CertPathBuilderException _ -> {
          return ofStranger(own, e);
        }
        case CertPathValidatorException broken
            when broken.getReason() == PKIXReason.NO_TRUST_ANCHOR
                || broken.getReason() == BasicReason.INVALID_SIGNATURE -> {
          return ofStranger(own, e); // the latter: ours has the same name, and another key
        }
        default -> {}
      }
    }
    if (e.getCause() instanceof CertPathValidatorException broken) {
      return new RefusedException(
          "has a certificate that is not accepted: " + broken.getMessage(), broken);
    }
    return new RefusedException(
        "has a certificate for %s, not for %s: issue one for the host in its node name"
            .formatted(hosts(own), engine.getPeerHost()),
        e.getCause());
  }

  private static RefusedException ofStranger(X509Certificate own, CertificateException e) {
    return new RefusedException(
        "has a certificate issued by %s, which goes back to none of our authorities"
                .formatted(own.getIssuerX500Principal())
            + " (cacertfile): both sides need the same one",
        e.getCause());
  }

  private static String hosts(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      names = null;
    }
    String subject = certificate.getSubjectX500Principal().getName();
    return names == null
        ? subject
        : names.stream()
            .map(name -> String.valueOf(name.get(1)))
            .distinct()
            .collect(Collectors.joining(", "));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return pkix == null ? NOBODY : pkix.getAcceptedIssuers();
  }

  // Of sockets, which we do not have.

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("an engine is needed");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("an engine is needed");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("an engine is needed");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("an engine is needed");
  }
}
