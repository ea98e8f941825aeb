package io.jergon.node.channel;

import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// The frames that wait for the socket of one connection: many senders, one event loop.
///
/// **Waking.** A sender offers its frame, then reads `channel`; if there is one and `scheduled` was
/// false, it submits one drain. A drain first sets `scheduled` to false, then polls until the queue
/// is empty or the channel is full. So a frame offered after the last poll finds `scheduled` false
/// and submits another drain; a frame offered before it is polled. [#attach] sets `channel`, then
/// drains: a sender that read null offered before that, so its frame is found. All of these are
/// volatile accesses; the queue's offer is a compare-and-set on its producer index, which the poll
/// reads.
///
/// **Order.** The queue keeps each sender's order, and it exists before the connection is up: what
/// is queued while the peer is being dialled goes out first.
///
/// **Writing.** Frames are copied into buffers of up to 64 KiB, small ones together, large ones
/// cut; a write that fills the channel's own buffer ends the drain until the channel is writable
/// again. So the memory outside of the heap is bounded whatever is queued.
///
/// **Busy.** `queued` counts the bytes from offer until the socket took them. At the limit the
/// connection is busy, and senders who care wait for [#whenWritable].
final class OutboundQueue {
  private static final int CHUNK = 64 * 1024;
  private static final int QUEUE_CHUNK = 256;

  /// Drains give other connections of the event loop a turn after so many flushes.
  private static final int FLUSHES_PER_DRAIN = 16;

  private final MpscUnboundedVarHandleArrayQueue<OutboundFrame> frames =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final AtomicLong queued = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicReference<@Nullable CompletableFuture<Void>> waiting =
      new AtomicReference<>();
  private final long busyBytes;

  /// Set once by [#attach], before the first drain.
  private volatile @Nullable Channel channel;

  private volatile boolean discarded;

  // Owned by the event loop.
  private Flags flags = Flags.NONE;
  private @Nullable OutboundFrame current;
  private int offset;
  private boolean draining;

  OutboundQueue(long busyBytes) {
    this.busyBytes = busyBytes;
  }

  /// Queues a frame; any thread.
  void offer(OutboundFrame frame) {
    queued.addAndGet(frame.length());
    frames.offer(frame);
    wake();
  }

  private void wake() {
    Channel target = channel;
    if (target != null && !scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        target.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The event loop has ended, and all its channels are closed: nothing can be sent any more.
        discard();
      }
    }
  }

  /// Starts writing to `target`, whose event loop calls this.
  void attach(Channel target, Flags peerFlags) {
    flags = peerFlags;
    channel = target;
    drain();
  }

  /// Writes what is queued; on the event loop.
  void drain() {
    scheduled.set(false);
    Channel target = channel;
    if (target == null || draining) {
      return; // a flush below made the channel writable again: the loop goes on
    }
    draining = true;
    try {
      for (int flushes = 0; fill(target); flushes++) {
        target.flush();
        if (flushes == FLUSHES_PER_DRAIN) {
          wake();
          return;
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      target.pipeline().fireExceptionCaught(e); // a gap in the stream: the connection has to go
    } finally {
      draining = false;
    }
  }

  /// Writes without flushing until there is no more, or no room; false if there was nothing.
  private boolean fill(Channel target) {
    boolean written = false;
    while (target.isWritable()) {
      ByteBuf chunk = nextChunk(target);
      if (chunk == null) {
        break;
      }
      int bytes = chunk.readableBytes();
      target.write(chunk).addListener(_ -> released(bytes));
      written = true;
    }
    return written;
  }

  private @Nullable ByteBuf nextChunk(Channel target) {
    OutboundFrame frame = current();
    if (frame == null) {
      return null;
    }
    int size = frames.isEmpty() ? Math.min(frame.length() - offset, CHUNK) : CHUNK;
    ByteBuf chunk = target.alloc().directBuffer(size, size);
    while (frame != null && chunk.isWritable()) {
      int bytes = Math.min(chunk.writableBytes(), frame.length() - offset);
      chunk.writeBytes(frame.array(), offset, bytes);
      offset += bytes;
      if (offset == frame.length()) {
        current = null;
      }
      frame = current();
    }
    return chunk;
  }

  /// The frame that is being copied, or the next one.
  private @Nullable OutboundFrame current() {
    while (current == null) {
      OutboundFrame next = frames.poll();
      if (next == null) {
        return null;
      }
      current = next.fitting(flags);
      offset = 0;
      int difference = (current == null ? 0 : current.length()) - next.length();
      if (difference != 0) {
        released(-difference);
      }
    }
    return current;
  }

  /// The socket took so many bytes, or will never take them.
  private void released(long bytes) {
    if (queued.addAndGet(-bytes) < busyBytes) {
      wakeWaiting();
    }
  }

  private void wakeWaiting() {
    if (waiting.get() != null) {
      CompletableFuture<Void> future = waiting.getAndSet(null);
      if (future != null) {
        future.complete(null);
      }
    }
  }

  /// Sends a tick (a frame of length 0) unless something is queued: then that is sign of life
  /// enough, and a tick in the middle of a frame would break it. On the event loop.
  void tick() {
    Channel target = channel;
    if (target != null && queued.get() == 0) {
      target.writeAndFlush(Unpooled.buffer(Integer.BYTES).writeInt(0));
    }
  }

  /// Whether more is queued than a sender should add to.
  boolean busy() {
    return queued.get() >= busyBytes && !discarded;
  }

  /// Bytes that were offered and not yet taken by the socket.
  long queuedBytes() {
    return queued.get();
  }

  /// Completes when the queue is not busy, or never will be written; at once if that is so now.
  CompletableFuture<Void> whenWritable() {
    if (!busy()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> fresh = new CompletableFuture<>();
    CompletableFuture<Void> future =
        waiting.updateAndGet(present -> present == null ? fresh : present);
    if (!busy()) {
      wakeWaiting(); // it went below the limit before we were in the list
    }
    return (future == null ? fresh : future).copy();
  }

  /// Nothing will be written any more: forgets what is queued, and lets the waiting senders go.
  void discard() {
    discarded = true;
    wakeWaiting();
  }
}
