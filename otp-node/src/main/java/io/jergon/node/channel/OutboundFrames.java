package io.jergon.node.channel;

import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.handshake.Flags;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// The frames that many senders have put down for one connection, in the order of each, and what
/// they count for: bytes in the [Backlog], answers for [ReadGate].
///
/// Any thread adds; who has the right to write takes, see [OutboundQueue].
final class OutboundFrames {
  private static final int QUEUE_CHUNK = 256;

  /// What a queued frame takes beside its bytes, roughly.
  private static final int ANSWER_OVERHEAD = 512;

  private final MpscUnboundedVarHandleArrayQueue<OutboundFrame> frames =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final AtomicLong answers = new AtomicLong();
  private final Backlog backlog;

  // Guarded by the right.
  private Flags flags = Flags.NONE;
  private long answersBegun;

  OutboundFrames(Backlog backlog) {
    this.backlog = backlog;
  }

  /// Adds one; any thread.
  ///
  /// @param answer whether it is an answer of the node itself to what was read: nobody waits when
  ///   too many of those are queued, so they are counted by themselves
  void add(OutboundFrame frame, boolean answer) {
    if (answer) {
      frame.answer(frame.length() + ANSWER_OVERHEAD);
      answers.addAndGet(frame.answerBytes());
    }
    backlog.add(frame.length());
    frames.offer(frame);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /// What the peer understands, before the first is taken.
  void flags(Flags peerFlags) {
    flags = peerFlags;
  }

  /// The next frame as the peer understands it; null if there is none now.
  @SuppressWarnings("ReferenceEquality") // the same frame back means: as it is
  @Nullable OutboundFrame next() {
    for (OutboundFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
      OutboundFrame fitting = frame.fitting(flags);
      int difference = (fitting == null ? 0 : fitting.length()) - frame.length();
      if (difference != 0) {
        backlog.released(-difference);
      }
      if (fitting != frame) {
        answers.addAndGet(-frame.answerBytes());
      }
      if (fitting != null) {
        return fitting;
      }
    }
    return null;
  }

  /// What all answers took, so far, of which the first byte was written.
  void begun(long answerBytes) {
    answers.addAndGet(answersBegun - answerBytes);
    answersBegun = answerBytes;
  }

  /// What the answers take of which nothing was written yet.
  long answerBytes() {
    return answers.get();
  }
}
