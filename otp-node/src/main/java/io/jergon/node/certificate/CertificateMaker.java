package io.jergon.node.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Makes certificates on the curve P-256: for development and for tests. Needs Bouncy Castle.
///
/// ```java
/// Identity authority = CertificateMaker.authority("test CA").issue(null);
/// Identity node = CertificateMaker.forHosts("db1", "127.0.0.1").issue(authority);
/// ```
///
/// @param name the subject's common name
/// @param authority whether it may sign others
/// @param hosts the names and addresses that it is for
/// @param from valid from
/// @param until valid until
public record CertificateMaker(
    String name, boolean authority, List<String> hosts, Instant from, Instant until) {
  private static final int SERIAL_BITS = 120;
  private static final Duration DEFAULT_LIFE = Duration.ofDays(365);
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  /// The certificate of an authority, valid for a year.
  public static CertificateMaker authority(String name) {
    return new CertificateMaker(name, true, List.of(), yesterday(), nextYear());
  }

  /// A certificate for these hosts, valid for a year; the first one is its common name.
  public static CertificateMaker forHosts(String... hosts) {
    return new CertificateMaker(hosts[0], false, List.of(hosts), yesterday(), nextYear());
  }

  private static Instant yesterday() {
    return Instant.now().minus(CLOCK_SKEW);
  }

  private static Instant nextYear() {
    return Instant.now().plus(DEFAULT_LIFE);
  }

  /// Valid in this time.
  public CertificateMaker valid(Instant newFrom, Instant newUntil) {
    return new CertificateMaker(name, authority, hosts, newFrom, newUntil);
  }

  /// Makes a key and the certificate.
  ///
  /// @param issuer who signs it; null: itself
  /// @throws IllegalStateException if the JDK or Bouncy Castle cannot
  public Identity issue(@Nullable Identity issuer) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X509v3CertificateBuilder builder = builder(pair, issuer);
      PrivateKey signingKey = issuer == null ? pair.getPrivate() : issuer.key();
      ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signingKey);
      X509Certificate made =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new Identity(List.of(made), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  private X509v3CertificateBuilder builder(KeyPair pair, @Nullable Identity issuer)
      throws GeneralSecurityException, IOException {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    X509v3CertificateBuilder builder =
        issuer == null
            ? new JcaX509v3CertificateBuilder(
                subject, serial, Date.from(from), Date.from(until), subject, pair.getPublic())
            : new JcaX509v3CertificateBuilder(
                issuer.certificate(),
                serial,
                Date.from(from),
                Date.from(until),
                subject,
                pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        identifiers.createSubjectKeyIdentifier(pair.getPublic()));
    if (issuer != null) {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(issuer.certificate()));
    }
    if (!hosts.isEmpty()) {
      builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
    }
    return builder;
  }

  private GeneralNames alternativeNames() {
    List<GeneralName> names = new ArrayList<>();
    for (String host : hosts) {
      if (host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
        names.add(new GeneralName(GeneralName.iPAddress, host));
      }
      names.add(new GeneralName(GeneralName.dNSName, host)); // OTP 25 looks for addresses here, too
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }
}
