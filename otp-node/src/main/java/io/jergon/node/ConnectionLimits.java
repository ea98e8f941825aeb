package io.jergon.node;

import io.jergon.etf.DecodeLimits;

/// Bounds on what the connections to other nodes may take of this node's memory.
///
/// ```java
/// Node node = Node.builder("jvm@127.0.0.1")
///     .connectionLimits(ConnectionLimits.DEFAULT.withBusyBytes(8 << 20).withMaxConnections(100))
///     .start();
/// ```
///
/// A peer that exceeds one of the first two, or sends a term beyond `decode`, is disconnected with
/// one line in the log. There is no bound on atoms: they are in no table, and what a peer sent is
/// garbage when its messages are, but for the 2048 of the connection's cache.
///
/// @param maxFrameBytes the longest frame that a peer may send: a message that comes in one piece.
///   Erlang sends so what was queued before the connection was up, however long
/// @param maxUnfinishedBytes what all messages of one peer that come in fragments and are not
///   complete may take together; so it is also the longest message in fragments
/// @param busyBytes who sends when so much is queued for the peer waits: Erlang's
///   `dist_buf_busy_limit`, flag `+zdbbl`
/// @param maxAnswerBytes nothing more is read from a peer while answers to it of so many bytes are
///   queued (to links, monitors, unlinks and spawn requests; 512 bytes are added for each). Reading
///   goes on when it has taken half of them
/// @param maxHandshakes how many peers may be in the middle of a handshake with our listener; one
///   more, and the oldest of them is closed
/// @param maxConnections with so many peers no further one is let in; dialling out is not limited
/// @param decode bounds on the terms in a message
/// @param maxHeldBytes what all peers together may make the node keep: messages that lie in
///   mailboxes and were not handled, messages of which parts are missing, links and monitors,
///   processes that they started. One peer may have as much as is left for all others, so half of
///   it at most. What happens then: it is slowed down, and in the end disconnected; disconnected;
///   gets `system_limit`
public record ConnectionLimits(
    int maxFrameBytes,
    long maxUnfinishedBytes,
    long busyBytes,
    long maxAnswerBytes,
    int maxHandshakes,
    int maxConnections,
    DecodeLimits decode,
    long maxHeldBytes) {
  private static final long HEAP = Runtime.getRuntime().maxMemory();
  private static final long QUARTER_OF_HEAP = Math.max(16 << 20, HEAP / 4);
  private static final int TERM = 128; // what a term takes at most, see DecodeLimits

  /// Frames of 256 MiB, 512 MiB unfinished, but each at most a quarter of the heap; busy from 1
  /// MiB, 4 MiB of answers, 1024 handshakes or a quarter of the file descriptors, 65,536
  /// connections. Half of the heap for what peers make the node keep. Terms inflate to 64 MiB and a
  /// sixteenth of the heap, have integers of 16 MiB and a 64th of the heap, and so many terms
  /// within them as fit into a quarter of the heap.
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(
          (int) Math.min(256 << 20, QUARTER_OF_HEAP),
          Math.min(512 << 20, QUARTER_OF_HEAP),
          1 << 20,
          4 << 20,
          Math.min(1024, FileDescriptors.most() / 4),
          65_536,
          DecodeLimits.DEFAULT
              .withMaxTerms((int) Math.min(Integer.MAX_VALUE, QUARTER_OF_HEAP / TERM))
              .withMaxUncompressedSize((int) Math.min(64 << 20, QUARTER_OF_HEAP / 4))
              .withMaxIntegerSize((int) Math.min(16 << 20, QUARTER_OF_HEAP / 16)),
          2 * QUARTER_OF_HEAP);

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is not positive
  public ConnectionLimits {
    requirePositive("maxFrameBytes", maxFrameBytes);
    requirePositive("maxUnfinishedBytes", maxUnfinishedBytes);
    requirePositive("busyBytes", busyBytes);
    requirePositive("maxAnswerBytes", maxAnswerBytes);
    requirePositive("maxHandshakes", maxHandshakes);
    requirePositive("maxConnections", maxConnections);
    requirePositive("maxHeldBytes", maxHeldBytes);
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
  }

  /// These limits with another [#maxFrameBytes].
  public ConnectionLimits withMaxFrameBytes(int bytes) {
    return new ConnectionLimits(
        bytes,
        maxUnfinishedBytes,
        busyBytes,
        maxAnswerBytes,
        maxHandshakes,
        maxConnections,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#maxUnfinishedBytes].
  public ConnectionLimits withMaxUnfinishedBytes(long bytes) {
    return new ConnectionLimits(
        maxFrameBytes,
        bytes,
        busyBytes,
        maxAnswerBytes,
        maxHandshakes,
        maxConnections,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#busyBytes].
  public ConnectionLimits withBusyBytes(long bytes) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        bytes,
        maxAnswerBytes,
        maxHandshakes,
        maxConnections,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#maxAnswerBytes].
  public ConnectionLimits withMaxAnswerBytes(long bytes) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        busyBytes,
        bytes,
        maxHandshakes,
        maxConnections,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#maxHandshakes].
  public ConnectionLimits withMaxHandshakes(int peers) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        busyBytes,
        maxAnswerBytes,
        peers,
        maxConnections,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#maxConnections].
  public ConnectionLimits withMaxConnections(int peers) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        busyBytes,
        maxAnswerBytes,
        maxHandshakes,
        peers,
        decode,
        maxHeldBytes);
  }

  /// These limits with another [#decode].
  public ConnectionLimits withDecode(DecodeLimits limits) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        busyBytes,
        maxAnswerBytes,
        maxHandshakes,
        maxConnections,
        limits,
        maxHeldBytes);
  }

  /// These limits with another [#maxHeldBytes].
  public ConnectionLimits withMaxHeldBytes(long bytes) {
    return new ConnectionLimits(
        maxFrameBytes,
        maxUnfinishedBytes,
        busyBytes,
        maxAnswerBytes,
        maxHandshakes,
        maxConnections,
        decode,
        bytes);
  }
}
