package io.jergon.node.secure;

import io.jergon.node.certificate.CertificateMaker;
import io.jergon.node.certificate.Identity;
import io.jergon.node.name.NodeName;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsConfigException;
import io.jergon.node.tls.TlsOptions;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the TLS of each connection of a node.
///
/// **Each handshake is a full one.** Every connection gets an `SSLContext` of its own, so that no
/// session is ever resumed: a resumed one would let in a peer whose certificate has expired since,
/// or that the new file of authorities does not know. Connections between nodes live long; what it
/// costs is one signature more for each.
///
/// **Event loops do not wait.** Files are looked at, and signatures made and verified, by threads
/// of our own.
public final class TlsEngines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsEngines.class);
  private static final int THREADS = 2;

  /// How long closing waits for a peer that takes nothing, before it goes without a farewell.
  private static final int FAREWELL_MILLIS = 500;

  private final Credentials server;
  private final Credentials client;
  private final ThreadPoolExecutor threads;

  /// Reads the files.
  ///
  /// @param self our name: its host is what a self-signed certificate is for
  /// @throws TlsConfigException if they cannot be used
  public TlsEngines(TlsConfig config, NodeName self) {
    Identity selfSigned =
        config.server().selfSigned() || config.client().selfSigned() ? selfSigned(self) : null;
    server = credentials("server", config.server(), selfSigned);
    client = credentials("client", config.client(), selfSigned);
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory(self + "-tls", true));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Credentials credentials(
      String role, TlsOptions options, @Nullable Identity selfSigned) {
    requireSupported(role, options);
    if (!options.verify()) {
      log.warn(
          "TLS VERIFIES NOBODY: role={} whoever reaches this port and knows the cookie is let in,"
              + " and may stand between nodes{}",
          role,
          options.selfSigned() ? "; our own certificate is made up, for development only" : "");
    }
    return new Credentials(role, options, options.selfSigned() ? selfSigned : null);
  }

  private static Identity selfSigned(NodeName self) {
    try {
      return CertificateMaker.forHosts(self.host()).issue(null);
    } catch (NoClassDefFoundError e) {
      throw new TlsConfigException(
          "a self-signed certificate needs Bouncy Castle: add org.bouncycastle:bcpkix-jdk18on", e);
    }
  }

  private static void requireSupported(String role, TlsOptions options) {
    try {
      SSLParameters all = SSLContext.getDefault().getSupportedSSLParameters();
      requireAmong(role + ": versions", options.versions(), all.getProtocols());
      requireAmong(role + ": ciphers", options.ciphers(), all.getCipherSuites());
    } catch (GeneralSecurityException e) {
      throw new TlsConfigException("this JDK has no TLS: " + e.getMessage(), e);
    }
  }

  private static void requireAmong(String what, List<String> chosen, String[] supported) {
    for (String name : chosen) {
      if (!Arrays.asList(supported).contains(name)) {
        throw new TlsConfigException(
            "%s: %s (expected: one of %s)".formatted(what, name, String.join(", ", supported)));
      }
    }
  }

  /// For a peer that dials us.
  public CompletableFuture<SslHandler> server() {
    return CompletableFuture.supplyAsync(() -> handler(serverEngine()), threads);
  }

  /// For a peer that we dial.
  public CompletableFuture<SslHandler> client(NodeName peer) {
    return CompletableFuture.supplyAsync(() -> handler(clientEngine(peer)), threads);
  }

  private SslHandler handler(SSLEngine engine) {
    SslHandler handler = new SslHandler(engine, threads);
    handler.setHandshakeTimeoutMillis(0); // the connection's own set-up time holds for it
    handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
    return handler;
  }

  private SSLEngine serverEngine() {
    SSLEngine engine = context(server.current()).createSSLEngine();
    TlsOptions options = server.options();
    SSLParameters parameters = parameters(engine, options);
    if (options.verify() && options.requireCertificate()) {
      parameters.setNeedClientAuth(true);
    } else if (options.verify()) {
      parameters.setWantClientAuth(true);
    }
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLEngine clientEngine(NodeName peer) {
    String host = peer.host();
    SSLEngine engine = context(client.current()).createSSLEngine(host, -1);
    TlsOptions options = client.options();
    SSLParameters parameters = parameters(engine, options);
    if (options.verify() && options.checkHost()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    SNIHostName name = serverName(host);
    if (name != null) {
      parameters.setServerNames(List.of(name)); // the JDK by itself leaves out hosts without a dot
    }
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// Null for addresses, and for names that SNI (RFC 6066) cannot say.
  private static @Nullable SNIHostName serverName(String host) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return null;
    }
    try {
      return new SNIHostName(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static SSLParameters parameters(SSLEngine engine, TlsOptions options) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(options.versions().toArray(String[]::new));
    if (!options.ciphers().isEmpty()) {
      parameters.setCipherSuites(options.ciphers().toArray(String[]::new));
    }
    return parameters;
  }

  private static SSLContext context(Credentials.Loaded loaded) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          loaded.key() == null ? new KeyManager[0] : new KeyManager[] {loaded.key()};
      context.init(keys, new TrustManager[] {loaded.verifier()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS: " + e.getMessage(), e);
    }
  }

  /// Ends the threads.
  @Override
  public void close() {
    threads.shutdown();
  }
}
