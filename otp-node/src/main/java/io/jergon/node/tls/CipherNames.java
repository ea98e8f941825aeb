package io.jergon.node.tls;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of cipher suites, as OpenSSL and OTP have them, in the JDK's words.
///
/// ```text
///   ECDHE-ECDSA-AES256-GCM-SHA384    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
///   TLS_AES_128_GCM_SHA256           as it is
/// ```
final class CipherNames {
  private static final Pattern OPENSSL =
      Pattern.compile(
          "(ECDHE|DHE)-(ECDSA|RSA)-(?:AES(128|256)-(GCM-)?(SHA\\d*)|CHACHA20-POLY1305)");

  private CipherNames() {}

  /// Other names are left as they are.
  static List<String> ofOpenSsl(List<String> names) {
    return names.stream().map(CipherNames::ofOpenSsl).toList();
  }

  private static String ofOpenSsl(String name) {
    Matcher parts = OPENSSL.matcher(name);
    if (!parts.matches()) {
      return name;
    }
    String cipher =
        parts.group(3) == null
            ? "CHACHA20_POLY1305_SHA256"
            : "AES_%s_%s_%s"
                .formatted(parts.group(3), parts.group(4) == null ? "CBC" : "GCM", parts.group(5));
    return "TLS_%s_%s_WITH_%s".formatted(parts.group(1), parts.group(2), cipher);
  }
}
