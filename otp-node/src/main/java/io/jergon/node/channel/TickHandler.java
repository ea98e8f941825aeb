package io.jergon.node.channel;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds dead peers, and shows them that we live (erl_dist_protocol; kernel's `net_ticktime`).
///
/// ```text
///   |<---------------- tick time, 60 s ---------------->|
///   |<- 15 s ->|<- 15 s ->|<- 15 s ->|<- 15 s ->|
///   write      tick       tick       tick        ...      a tick after each quarter without a write
///   read                                                | nothing read: the peer is dead
/// ```
///
/// Any byte read counts as life. The time is the event loop's. It stands nearest to the socket.
final class TickHandler extends ChannelDuplexHandler {
  /// OTP's `net_tickintensity`.
  private static final int INTENSITY = 4;

  private final long tickTime;
  private final Runnable tick;
  private final Runnable dead;

  private long lastRead;
  private long lastWrite;
  private @Nullable Future<?> timer;

  /// @param tick sends a tick
  /// @param dead the peer was silent for `tickTime`; called once
  TickHandler(Duration tickTime, Runnable tick, Runnable dead) {
    this.tickTime = tickTime.toNanos();
    this.tick = tick;
    this.dead = dead;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    lastRead = now(context);
    lastWrite = lastRead;
    schedule(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
    context.fireChannelInactive();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    lastRead = now(context);
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    lastWrite = now(context);
    context.write(message, promise);
  }

  private void schedule(ChannelHandlerContext context) {
    long now = now(context);
    long untilTick = lastWrite + tickTime / INTENSITY - now;
    long untilDead = lastRead + tickTime - now;
    long delay = Math.max(1, Math.min(untilTick, untilDead));
    timer = context.executor().schedule(() -> expired(context), delay, TimeUnit.NANOSECONDS);
  }

  private void expired(ChannelHandlerContext context) {
    long now = now(context);
    if (now - lastRead >= tickTime) {
      timer = null;
      dead.run();
      return;
    }
    if (now - lastWrite >= tickTime / INTENSITY) {
      tick.run();
      lastWrite = now; // also when data was queued and the tick left out: look again in a quarter
    }
    schedule(context);
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }
}
