package io.jergon.node.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stops reading from a peer that sends, and does not take what that makes us send: then answers to
/// it, or messages in the mailboxes of processes that wait to answer it, would fill the memory.
///
/// ```text
///   open    -- answers >= limit, or busy and the socket took nothing for 100 ms -->  closed
///   closed  -- the socket took something, and answers <= limit / 2              -->  open
///   closed, the socket took nothing for 100 ms, 200 ms, 400 ms ...              -->  one read
///   closed, the socket took nothing for the tick time                          -->  the peer is dead
/// ```
///
/// **Why single reads.** Two nodes that owe each other answers may both have closed. What frees one
/// is that the other reads, if only a little: after a single read the socket takes something, which
/// opens the gate over there. From a peer that never reads, so little comes in that way that it
/// does not count; and single reads find its ticks, so that only one that is silent too counts as
/// silent.
///
/// **Why not all that is queued counts.** Senders on this node wait when the queue is busy, see
/// [OutboundQueue]. If that alone closed the gate, two nodes that send each other much would hold
/// each other up all the time.
///
/// It stands before the FrameDecoder. The time is the event loop's; owned by the event loop.
final class ReadGate extends ChannelInboundHandlerAdapter {
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  /// At least so many single reads in the tick time.
  private static final int READS = 8;

  private final Outbound outbound;
  private final Reading reading;
  private final long maxAnswerBytes;
  private final long tickTime;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timer;
  private boolean closed;
  private long taken;
  private long takenAt;
  private long delay;

  /// What the gate looks at, and whom it tells.
  interface Outbound {
    /// Bytes of answers that are queued.
    long answerBytes();

    /// Whether senders have to wait.
    boolean busy();

    /// Bytes that the socket took since the connection came up.
    long takenBytes();

    /// Nothing is read from now on, or again.
    void reading(boolean goesOn);

    /// The peer took nothing for the tick time.
    void dead();
  }

  ReadGate(Outbound outbound, Reading reading, long maxAnswerBytes, Duration tickTime) {
    this.outbound = outbound;
    this.reading = reading;
    this.maxAnswerBytes = maxAnswerBytes;
    this.tickTime = tickTime.toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    cancel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    cancel();
    inactive.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    at.fireChannelRead(message);
    if (closed) {
      return;
    }
    long now = outbound.takenBytes(); // first: senders may write meanwhile
    if (outbound.answerBytes() >= maxAnswerBytes) {
      close(at, now);
    } else if (timer == null && outbound.busy()) {
      timer = at.executor().schedule(() -> stillBusy(at, now), PATIENCE, TimeUnit.NANOSECONDS);
    }
  }

  private void stillBusy(ChannelHandlerContext at, long before) {
    timer = null;
    if (outbound.busy() && outbound.takenBytes() == before) {
      close(at, before);
    }
  }

  private void close(ChannelHandlerContext at, long takenBefore) {
    cancel();
    closed = true;
    reading.stop(at);
    outbound.reading(false);
    taken = takenBefore;
    takenAt = now(at);
    delay = PATIENCE;
    look(at);
  }

  private void look(ChannelHandlerContext at) {
    timer = at.executor().schedule(() -> looked(at), delay, TimeUnit.NANOSECONDS);
  }

  private void looked(ChannelHandlerContext at) {
    timer = null;
    if (outbound.takenBytes() != taken) {
      taken = outbound.takenBytes();
      takenAt = now(at);
      delay = PATIENCE;
      progress(); // a sender may have written before it knew that somebody looks
      if (!closed) {
        return;
      }
    } else if (now(at) - takenAt >= tickTime) {
      outbound.dead();
      return;
    } else {
      delay = Math.min(2 * delay, Math.max(1, tickTime / READS));
      at.read();
    }
    look(at);
  }

  /// The socket took something.
  void progress() {
    ChannelHandlerContext at = context;
    if (closed && at != null && outbound.answerBytes() <= maxAnswerBytes / 2) {
      cancel();
      closed = false;
      outbound.reading(true);
      reading.goOn(at);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private static long now(ChannelHandlerContext at) {
    return at.executor().ticker().nanoTime();
  }
}
