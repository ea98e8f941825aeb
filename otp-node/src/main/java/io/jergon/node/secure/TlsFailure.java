package io.jergon.node.secure;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a failed TLS handshake means: one line that says what to do.
public final class TlsFailure {
  /// How the JDK reports the peer's alerts.
  private static final Pattern ALERT =
      Pattern.compile("(?:\\(\\w+\\) )?Received (?:fatal|close_notify|warning)? ?alert: (\\w+)");

  /// What peers complain of (RFC 8446, 6.2), and what to do about it.
  private static final Map<String, String> COMPLAINTS =
      Map.ofEntries(
          Map.entry(
              "unknown_ca",
              "does not know who issued our certificate: its authorities (cacertfile) must have"
                  + " ours"),
          Map.entry("certificate_expired", "says that our certificate is out of date: renew it"),
          Map.entry("certificate_revoked", "says that our certificate is revoked: replace it"),
          Map.entry(
              "certificate_required",
              "wants a certificate of us: give this node a certfile and keyfile"),
          Map.entry(
              "bad_certificate",
              "refuses our certificate: it is broken, or not for the host in our node name; its log"
                  + " may say which"),
          Map.entry("unsupported_certificate", "cannot use our certificate; its log may say why"),
          Map.entry("certificate_unknown", "refuses our certificate; its log may say why"),
          Map.entry("access_denied", "accepts our certificate and yet lets us not in"),
          Map.entry(
              "handshake_failure",
              "refuses the handshake: our certificate is missing, or not for the host in our node"
                  + " name, or there is no cipher or version in common; its log may say which"),
          Map.entry("unrecognized_name", "is not the host that we dialled"),
          Map.entry("protocol_version", "has no version of TLS in common with us (versions)"),
          Map.entry("insufficient_security", "has no cipher in common with us (ciphers)"));

  /// What Netty says when the socket closes before TLS is done.
  private static final String CLOSED_WHILE = "closed while";

  private TlsFailure() {}

  /// Whether this comes from TLS at all.
  public static boolean is(Throwable error) {
    return error instanceof SSLException
        || error.getCause() instanceof SSLException
        || error instanceof NotSslRecordException;
  }

  /// Whether the peer hung up, rather than said or did something wrong: also while we were writing.
  public static boolean closed(Throwable error) {
    boolean said = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedChannelException
          || (cause instanceof IOException && !(cause instanceof SSLException))) {
        return true;
      }
      String message = cause.getMessage();
      said |= cause instanceof SSLException && message != null && !message.contains(CLOSED_WHILE);
    }
    return !said;
  }

  /// For a peer that hung up.
  public static String closedLine(String peer) {
    return "TLS handshake failed: "
        + peer
        + " closed the connection: does it speak plain TCP (erl without -proto_dist inet_tls), or"
        + " refuse our certificate?";
  }

  /// For a peer that does not go on.
  public static String timeoutLine(String peer, Duration limit) {
    return "TLS handshake failed: %s was not done with it within %d ms: does it speak plain TCP"
            .formatted(peer, limit.toMillis())
        + " (erl without -proto_dist inet_tls)?";
  }

  /// The line.
  ///
  /// @param peer who it is, as far as we know
  public static String line(String peer, Throwable error) {
    return "TLS handshake failed: " + peer + " " + why(error);
  }

  private static String why(Throwable error) {
    String last = "";
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerVerifier.RefusedException refused) {
        return String.valueOf(refused.getMessage());
      }
      if (cause instanceof NotSslRecordException) {
        return "does not speak TLS: start it with -proto_dist inet_tls, or this node without TLS";
      }
      String complaint = complaint(cause.getMessage());
      if (complaint != null) {
        return complaint;
      }
      last = Objects.requireNonNullElse(cause.getMessage(), last);
    }
    return "and we do not agree: " + last;
  }

  private static @Nullable String complaint(@Nullable String message) {
    if (message == null) {
      return null;
    }
    if (message.contains("Empty client certificate chain")) {
      return "has sent no certificate: give it a certfile and keyfile for the role of client";
    }
    if (message.contains("no new session is allowed")) {
      return "renegotiates before it has said who it is";
    }
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      return COMPLAINTS.getOrDefault(alert.group(1), "refuses the handshake")
          + " (alert "
          + alert.group(1)
          + ")";
    }
    return null;
  }
}
