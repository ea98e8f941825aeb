package io.jergon.node.secure;

import io.jergon.node.certificate.CertificateMaker;
import io.jergon.node.name.NodeName;
import io.jergon.node.tls.TlsConfig;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// TLS 1.3 for tests in which nobody is verified: for a node, and for a peer with a blocking
/// socket.
public final class TestTls {
  private TestTls() {}

  /// For a node.
  public static TlsEngines engines() {
    return new TlsEngines(TlsConfig.selfSigned(), NodeName.of("a@h"));
  }

  /// TLS over a socket that is connected; its handshake is still to come.
  ///
  /// @param dialled whether the socket dialled
  public static SSLSocket over(Socket tcp, boolean dialled) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new OwnKey(CertificateMaker.forHosts("h").issue(null))},
          new TrustManager[] {new Everybody()},
          null);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(tcp, "h", tcp.getPort(), true);
      socket.setUseClientMode(dialled);
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
