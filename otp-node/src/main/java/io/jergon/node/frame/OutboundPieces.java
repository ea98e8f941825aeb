package io.jergon.node.frame;

import io.jergon.etf.Pid;
import io.jergon.etf.TermOutput;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection, message by message, in an order in which long messages do not hold up
/// short ones.
///
/// Messages come in the order they were sent. A long one goes out in fragments, and between two of
/// its fragments there is room for as many bytes of other messages:
///
/// ```text
///   sent:      A1 (200 kB)   b1   A2   c1   b2
///   written:   A1.4  b1 c1 b2  A1.3  A1.2  A1.1  A2
/// ```
///
/// Erlang's order is kept: between two processes. What a process sends while its long message is
/// under way waits behind that; a message whose sender is not known waits for all. Beyond
/// [#MAX_OPEN] long messages the next ones wait, with everything behind them. Owned by the event
/// loop.
public final class OutboundPieces {
  /// Messages under way in fragments, so many at most.
  static final int MAX_OPEN = 64;

  private final Supplier<@Nullable OutboundFrame> sent;
  private final FrameWriter writer;

  /// Messages under way in fragments, the one whose turn it is first.
  private final ArrayDeque<Open> open = new ArrayDeque<>();

  private final Map<Pid, Open> openBySender = new HashMap<>();

  /// To be written before what `sent` has.
  private final ArrayDeque<OutboundFrame> released = new ArrayDeque<>();

  /// Waits until nothing is open: its sender is not known, or there are too many open.
  private @Nullable OutboundFrame barrier;

  private long answerBytes; // of answers that were begun
  private int sinceFragment; // bytes of whole messages since the last fragment

  // The piece that is being copied: its head first, then bytes of the frame.
  private int headAt;
  private @Nullable OutboundFrame body;
  private int bodyLeft;
  private int frameBytes; // of the frame, that are done with this piece

  /// @param sent the next message, null if there is none now
  /// @param flags of the connection
  public OutboundPieces(Supplier<@Nullable OutboundFrame> sent, Flags flags) {
    this.sent = sent;
    this.writer = new FrameWriter(flags);
  }

  /// A message under way, and what its sender sent since.
  private static final class Open {
    final OutboundFrame frame;
    final long sequence;
    final int pieces;
    final ArrayDeque<OutboundFrame> behind = new ArrayDeque<>();
    int left;

    Open(OutboundFrame frame, long sequence, int pieces) {
      this.frame = frame;
      this.sequence = sequence;
      this.pieces = pieces;
      this.left = pieces;
    }
  }

  /// Copies bytes until there is no more room, or no more to send.
  ///
  /// @return how many bytes of [OutboundFrame#length] are done with what was copied
  public int copyTo(ByteBuf out) {
    int done = 0;
    while (out.isWritable() && (pieceBytes() > 0 || nextPiece())) {
      TermOutput head = writer.head();
      int fromHead = Math.min(out.writableBytes(), head.size() - headAt);
      out.writeBytes(head.array(), headAt, fromHead);
      headAt += fromHead;
      int fromBody = Math.min(out.writableBytes(), bodyLeft);
      if (body != null) {
        body.copyTo(out, fromBody);
        bodyLeft -= fromBody;
      }
      if (pieceBytes() == 0) {
        done += frameBytes;
      }
    }
    return done;
  }

  /// The sum of [OutboundFrame#answerBytes] of all messages of which the first byte was copied.
  public long begunAnswerBytes() {
    return answerBytes;
  }

  private int pieceBytes() {
    return writer.head().size() - headAt + bodyLeft;
  }

  private boolean nextPiece() {
    boolean fragmentsTurn = !open.isEmpty() && sinceFragment >= FrameWriter.PART;
    if (!fragmentsTurn && message()) {
      return true;
    }
    if (open.isEmpty()) {
      body = null; // the last message may be garbage
      return false;
    }
    fragment();
    return true;
  }

  /// Begins the next message that may go out now; false if there is none.
  private boolean message() {
    for (OutboundFrame next = released.peek(); next != null; next = released.peek()) {
      boolean waits = waitsBehindItsSender(next);
      if (!waits && !begin(next)) {
        return false; // too many are open, and what came after it has to stay after it
      }
      released.remove();
      if (!waits) {
        return true;
      }
    }
    for (OutboundFrame next = poll(); next != null; next = poll()) {
      if (!waitsBehindItsSender(next)) {
        boolean begun = begin(next);
        barrier = begun ? null : next;
        return begun;
      }
    }
    return false;
  }

  private boolean waitsBehindItsSender(OutboundFrame frame) {
    if (openBySender.isEmpty()) {
      return false;
    }
    Open before = frame.sender() == null ? null : openBySender.get(frame.sender());
    if (before != null) {
      before.behind.add(frame);
    }
    return before != null;
  }

  private @Nullable OutboundFrame poll() {
    OutboundFrame waiting = barrier;
    if (waiting != null) {
      return open.isEmpty() ? waiting : null;
    }
    Open alone = open.peek();
    return alone != null && alone.frame.sender() == null ? null : sent.get();
  }

  /// False if the message has to wait until nothing is open.
  private boolean begin(OutboundFrame frame) {
    boolean begun = tryToBegin(frame);
    if (begun) {
      answerBytes += frame.answerBytes();
    }
    return begun;
  }

  private boolean tryToBegin(OutboundFrame frame) {
    Pid sender = frame.sender();
    if (sender == null && !open.isEmpty()) {
      return false;
    }
    int pieces = writer.pieces(frame);
    if (pieces == 1) {
      writer.whole(frame);
      piece(frame, frame.left(), frame.length());
      sinceFragment += frame.length();
      return true;
    }
    if (open.size() == MAX_OPEN) {
      return false;
    }
    Open opened = new Open(frame, writer.newSequence(), pieces);
    open.addFirst(opened);
    if (sender != null) {
      openBySender.put(sender, opened);
    }
    fragment();
    return true;
  }

  /// One fragment of the message whose turn it is.
  private void fragment() {
    Open turn = open.remove();
    OutboundFrame frame = turn.frame;
    boolean first = turn.left == turn.pieces;
    int payloadLeft = frame.left() - (first ? frame.payload() : 0);
    int part = Math.min(FrameWriter.PART, payloadLeft);
    writer.fragment(frame, turn.sequence, turn.left, first, part);
    piece(frame, part, part + (first ? frame.payload() : 0));
    sinceFragment = 0;
    turn.left--;
    if (turn.left > 0) {
      open.add(turn);
    } else {
      if (frame.sender() != null) {
        openBySender.remove(frame.sender());
      }
      released.addAll(turn.behind);
    }
  }

  private void piece(OutboundFrame frame, int bytes, int done) {
    headAt = 0;
    body = frame;
    bodyLeft = bytes;
    frameBytes = done;
  }
}
