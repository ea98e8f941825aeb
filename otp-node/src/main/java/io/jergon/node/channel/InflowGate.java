package io.jergon.node.channel;

import io.jergon.node.quota.Inflow;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Slows down a peer whose messages pile up in mailboxes, by reading less from it; decision 0010.
///
/// ```text
///   open   -- half of what the peer may have lies in mailboxes, or a full one got more -->  slow
///   slow   -- a quarter, and room again in the full ones                               -->  open
///   slow, each 100 ms                                                  -->  one read, 64 KiB
///   slow, nothing was handled in 100 ms, 200 ms, 300 ms ...            -->  2 reads, 4, 8, up to 64
///   slow, as much lies there as the peer may have                      -->  8 reads in the tick time
///   the same, and nothing was handled for the tick time                -->  the connection is closed
/// ```
///
/// **Why it reads on.** The connection carries the signals of all processes of two nodes: behind
/// the messages for a slow process there may be those for a quick one, ticks, and the reply that
/// the slow process itself waits for. While something is handled, they come slowly; when nothing
/// is, that is perhaps why, and more and more is read. A bound there must be: the memory.
///
/// Workers handle the messages, and tell nobody: the gate looks, after 1 ms, 2 ms, 4 ms and so on.
/// It stands before the FrameDecoder. The time is the event loop's; owned by the event loop.
final class InflowGate extends ChannelInboundHandlerAdapter {
  private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MOST_READS = 64;

  /// So many single reads in the tick time find the peer's ticks.
  private static final int READS = 8;

  private final Inflow inflow;
  private final Reading reading;
  private final long tickTime;
  private final Owner owner;

  private @Nullable Future<?> timer;
  private boolean slow;
  private long delay;
  private long readAt;
  private long movedAt;
  private int reads; // at once
  private int readsLeft;

  /// Whom the gate tells.
  interface Owner {
    /// Little is read from now on, or all again.
    void slow(boolean begins);

    /// Nothing was handled for the tick time, and no more can be taken.
    void stuck();
  }

  InflowGate(Inflow inflow, Reading reading, Duration tickTime, Owner owner) {
    this.inflow = inflow;
    this.reading = reading;
    this.tickTime = tickTime.toNanos();
    this.owner = owner;
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
    if (!slow && inflow.isHigh() && at.channel().isActive()) {
      slowDown(at);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    at.fireChannelReadComplete();
    if (slow && readsLeft > 0 && !inflow.isOver()) {
      readsLeft--;
      at.read();
    }
  }

  private void slowDown(ChannelHandlerContext at) {
    slow = true;
    reading.stop(at);
    owner.slow(true);
    inflow.hasMoved(); // from now on
    readAt = now(at);
    movedAt = readAt;
    reads = 1;
    readsLeft = 0;
    delay = FIRST_LOOK;
    look(at);
  }

  private void look(ChannelHandlerContext at) {
    timer = at.executor().schedule(() -> looked(at), delay, TimeUnit.NANOSECONDS);
  }

  private void looked(ChannelHandlerContext at) {
    timer = null;
    if (inflow.isLow()) {
      slow = false;
      owner.slow(false);
      reading.goOn(at);
      return;
    }
    long now = now(at);
    boolean over = inflow.isOver();
    if (now - readAt >= (over ? Math.max(PATIENCE, tickTime / READS) : PATIENCE)) {
      boolean moved = inflow.hasMoved();
      movedAt = moved ? now : movedAt;
      if (over && now - movedAt >= tickTime) {
        owner.stuck();
        return;
      }
      reads = moved || over ? 1 : Math.min(2 * reads, MOST_READS);
      readsLeft = reads - 1;
      readAt = now;
      at.read();
    }
    delay = Math.min(2 * delay, PATIENCE);
    look(at);
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
