package io.jergon.node.secure;

import io.jergon.node.certificate.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The one certificate that a node has, offered whoever asks: that a peer does not know its issuer
/// is for the peer to say, not for us to guess, and then both logs say what is wrong.
final class OwnKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "node";

  private final PrivateKey key;
  private final X509Certificate[] chain;

  OwnKey(Identity identity) {
    key = identity.key();
    chain = identity.chain().toArray(X509Certificate[]::new);
  }

  private @Nullable String aliasFor(String... keyTypes) {
    String own = chain[0].getPublicKey().getAlgorithm();
    return Arrays.stream(keyTypes).anyMatch(type -> fits(own, type)) ? ALIAS : null;
  }

  /// Key types may carry the issuer's algorithm: `EC_RSA` in TLS 1.2.
  private static boolean fits(String own, String type) {
    return type.equals(own) || type.startsWith(own + "_");
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
