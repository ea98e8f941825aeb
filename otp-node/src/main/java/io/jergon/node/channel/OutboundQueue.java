package io.jergon.node.channel;

import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundPieces;
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
/// **Writing.** Frames are copied into buffers of 64 KiB, small ones together, large ones cut (see
/// [OutboundPieces]); a write that fills the channel's own buffer ends the drain until the channel
/// is writable again. So the memory outside of the heap is bounded whatever is queued.
///
/// **Busy.** `queued` counts the frames' bytes from offer until the socket took them. At the limit
/// the connection is busy, and senders who care wait for [#whenWritable].
final class OutboundQueue {
  private static final int CHUNK = 64 * 1024;
  private static final int QUEUE_CHUNK = 256;

  /// What a queued frame takes beside its bytes, roughly.
  private static final int ANSWER_OVERHEAD = 512;

  /// Drains give other connections of the event loop a turn after so many flushes.
  private static final int FLUSHES_PER_DRAIN = 16;

  private final MpscUnboundedVarHandleArrayQueue<OutboundFrame> frames =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final AtomicLong queued = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicReference<@Nullable CompletableFuture<Void>> waiting =
      new AtomicReference<>();
  private final long busyBytes;
  private final Runnable progress;

  /// Set once by [#attach], before the first drain.
  private volatile @Nullable Channel channel;

  private volatile boolean discarded;

  // Owned by the event loop.
  private Flags flags = Flags.NONE;
  private @Nullable OutboundPieces pieces;
  private boolean draining;
  private long taken;
  private long answersBegun;

  /// @param progress called on the event loop when the socket has taken something
  OutboundQueue(long busyBytes, Runnable progress) {
    this.busyBytes = busyBytes;
    this.progress = progress;
  }

  /// Queues a frame; any thread. From the event loop it is an answer to what was read: nobody waits
  /// there when too many are queued, so they are counted by themselves, for [ReadGate].
  void offer(OutboundFrame frame) {
    Channel reader = channel;
    if (reader != null && reader.eventLoop().inEventLoop()) {
      frame.answer(frame.length() + ANSWER_OVERHEAD);
      answers.addAndGet(frame.answerBytes());
    }
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
    pieces = new OutboundPieces(this::next, peerFlags);
    channel = target;
    drain();
  }

  /// Writes what is queued; on the event loop.
  void drain() {
    scheduled.set(false);
    Channel target = channel;
    OutboundPieces from = pieces;
    if (target == null || from == null || draining) {
      return; // a flush below made the channel writable again: the loop goes on
    }
    draining = true;
    try {
      for (int flushes = 0; fill(target, from); flushes++) {
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
  private boolean fill(Channel target, OutboundPieces from) {
    boolean written = false;
    while (target.isWritable() && writeChunk(target, from)) {
      written = true;
    }
    return written;
  }

  /// Writes the next buffer without flushing; false if there was nothing.
  private boolean writeChunk(Channel target, OutboundPieces from) {
    ByteBuf chunk = target.alloc().directBuffer(CHUNK, CHUNK);
    int done = from.copyTo(chunk);
    if (!chunk.isReadable()) {
      chunk.release();
      return false;
    }
    int bytes = chunk.readableBytes();
    target
        .write(fitting(chunk, target))
        .addListener(_ -> {
          taken += bytes;
          released(done);
          progress.run();
        });
    answers.addAndGet(answersBegun - from.begunAnswerBytes());
    answersBegun = from.begunAnswerBytes();
    return true;
  }

  /// A chunk that is mostly empty would wait for the socket with all its memory.
  private static ByteBuf fitting(ByteBuf chunk, Channel target) {
    int bytes = chunk.readableBytes();
    if (bytes > CHUNK / 2) {
      return chunk;
    }
    ByteBuf small = target.alloc().directBuffer(bytes, bytes).writeBytes(chunk);
    chunk.release();
    return small;
  }

  /// The next frame as the peer understands it; null if there is none now.
  @SuppressWarnings("ReferenceEquality") // the same frame back means: as it is
  private @Nullable OutboundFrame next() {
    for (OutboundFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
      OutboundFrame fitting = frame.fitting(flags);
      int difference = (fitting == null ? 0 : fitting.length()) - frame.length();
      if (difference != 0) {
        released(-difference);
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

  /// What the answers take of which nothing was written yet.
  long answerBytes() {
    return answers.get();
  }

  /// Bytes that the socket has taken so far, frame heads included. On the event loop.
  long takenBytes() {
    return taken;
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
