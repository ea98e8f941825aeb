package io.jergon.node.remote;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The cookies of a node: its own, and those of certain peers. Each may change while the node runs;
/// a handshake takes what it finds.
///
/// Source: `auth.erl`.
public final class Cookies {
  /// A cookie is an atom in Erlang.
  private static final int MAX_LENGTH = 255;

  private final ConcurrentMap<String, String> byPeer = new ConcurrentHashMap<>();
  private volatile String own;

  /// @param byPeer by the peers' full names
  /// @throws IllegalArgumentException if one is no cookie
  public Cookies(String own, Map<String, String> byPeer) {
    this.own = checked(own);
    byPeer.forEach(this::of);
  }

  /// The cookie for a peer.
  public String of(String peer) {
    return byPeer.getOrDefault(peer, own);
  }

  /// Sets the cookie for peers that have none of their own.
  public void own(String secret) {
    own = checked(secret);
  }

  /// Sets the cookie for one peer.
  public void of(String peer, String secret) {
    byPeer.put(peer, checked(secret));
  }

  /// The digest takes bytes: another character would count as a question mark, for anybody.
  private static String checked(String secret) {
    if (secret.isEmpty()
        || secret.length() > MAX_LENGTH
        || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(secret)) {
      throw new IllegalArgumentException(
          "cookie: %d characters (expected: 1 to 255, all of them Latin-1)"
              .formatted(secret.length()));
    }
    return secret;
  }
}
