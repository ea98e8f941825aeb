package io.jergon.node.channel;

import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundPieces;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The frames that wait for the socket of one connection: many senders, one writer at a time.
///
/// **Who writes.** The event loop, or a sender that has nothing else to do ([#write]): that saves
/// waking the event loop, which takes longer than to write. Who has the *right* (`writing`) takes
/// frames off the queue and gives their bytes to the channel or to the socket; it is taken by
/// compare-and-set, and all that is "guarded by the right" belongs to who has it. Whoever does not
/// get it leaves: who had it looks at the queue again after it gave it back. A sender offers its
/// frame first and tries to get the right then, so one of the two sees the frame.
///
/// A sender writes to the socket itself only if `inChannel` is 0: no bytes lie between. Bytes get
/// there with the right and on the event loop only. What the socket does not take of a sender's
/// bytes goes to the event loop together with the right, and first of all. Before the connection is
/// up, and as long as Netty's handler does TLS (see [RecordHandler]), `socket` is null and the
/// event loop writes all.
///
/// While the event loop reads from the connection (`reading`), senders leave the writing to it: it
/// is awake, and writes what many of them have queued together. It sets `reading` to false first
/// and looks at the queue then; a sender offers first and reads `reading` then.
///
/// ```text
///   writing: false -- a sender or the event loop --> true -- the socket took all, or is full --> false
///                                                    true -- the rest goes to the event loop --> true
///                                                    true -- an error -----> true, for ever: the
///                                                                            connection has a gap
/// ```
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
/// **Writing.** Frames are copied into buffers of 64 KiB (see [OutboundBytes]); a write that fills
/// the channel's own buffer ends the drain until the channel is writable again. So the memory
/// outside of the heap is bounded whatever is queued. A sender writes one buffer of 16 KiB at most
/// and leaves more than that to the event loop.
///
/// **Ticks.** With the right, and nothing in the [Backlog], no frame is half written: then a tick
/// can go out.
final class OutboundQueue {
  /// How long the end of a connection waits for who is writing.
  private static final int PATIENCE_MILLIS = 100;

  /// Drains give other connections of the event loop a turn after so many flushes.
  private static final int FLUSHES_PER_DRAIN = 16;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong inChannel = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final Backlog backlog;
  private final OutboundFrames frames;
  private final Runnable progress;

  /// Set once by [#attach], before the first drain.
  private volatile @Nullable Channel channel;

  /// Set once, by the event loop, when all that went before is out.
  private volatile @Nullable DirectSocket socket;

  private volatile boolean reading; // written by the event loop only
  private volatile boolean watched;

  private @Nullable OutboundBytes bytes; // guarded by the right

  /// @param progress called on the event loop when the socket has taken something; after a sender's
  ///   write only if [#watch] says so
  OutboundQueue(long busyBytes, Runnable progress) {
    this.backlog = new Backlog(busyBytes);
    this.frames = new OutboundFrames(backlog);
    this.progress = progress;
  }

  /// Queues a frame and sees that it is written; any thread.
  void offer(OutboundFrame frame) {
    add(frame);
    wake();
  }

  /// Queues a frame; any thread. [#wake] or [#write] has to follow. From the event loop it is an
  /// answer to what was read.
  void add(OutboundFrame frame) {
    Channel reader = channel;
    frames.add(frame, reader != null && reader.eventLoop().inEventLoop());
  }

  /// Has the event loop write what is queued; any thread.
  void wake() {
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
    frames.flags(peerFlags);
    bytes = new OutboundBytes(new OutboundPieces(frames::next, peerFlags));
    channel = target;
    if (target instanceof DirectSocket own) {
      if (target.pipeline().get(SslHandler.class) == null) {
        directly(own);
      } else {
        own.eventLoop().execute(() -> takeOver(own)); // it may be reading
      }
    }
    drain();
  }

  /// Senders may write to the socket when what was written before is out.
  private void directly(DirectSocket own) {
    own.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> socket = written.isSuccess() ? own : null);
  }

  /// From Netty's handler, if it can be: it has written all that it was given.
  private void takeOver(DirectSocket own) {
    OutboundBytes from = bytes;
    if (from != null && own.isActive() && writing.compareAndSet(false, true)) {
      boolean ours = RecordHandler.takeOver(own, this, from);
      drainWithRight(own);
      if (ours) {
        directly(own);
      }
    }
  }

  /// Writes what is queued, in the thread of a sender that has nothing else to do; any thread.
  void write() {
    while (!frames.isEmpty()) {
      if (reading) {
        return; // the event loop looks when it has read
      }
      DirectSocket to = socket;
      if (to == null || inChannel.get() != 0) {
        wake();
        return;
      }
      if (!writing.compareAndSet(false, true)) {
        return; // who has the right looks at the queue again
      }
      if (!writeDirectly(to)) {
        return;
      }
    }
  }

  /// With the right.
  ///
  /// @return true if all that was queued is out, and the right given back
  private boolean writeDirectly(DirectSocket to) {
    OutboundBytes from = bytes;
    if (from == null || inChannel.get() != 0) {
      writing.set(false);
      wake();
      return false;
    }
    try {
      ByteBuffer chunk = from.few();
      int done = from.done();
      boolean more = from.more();
      frames.begun(from.begunAnswerBytes());
      int written = chunk.hasRemaining() ? to.writeNow(chunk) : 0;
      taken.addAndGet(written);
      if (chunk.hasRemaining()) {
        ByteBuf rest = Unpooled.copiedBuffer(chunk);
        to.eventLoop().execute(() -> writeRest(to, rest, done));
        return false;
      }
      writing.set(false);
      backlog.released(done);
      if (watched) {
        to.eventLoop().execute(progress);
      }
      if (more) {
        wake();
      }
      return !more;
    } catch (RejectedExecutionException | ClosedChannelException e) {
      return false; // the end of the connection is known; nothing can be sent any more
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      to.pipeline().fireExceptionCaught(e); // a gap in the stream: the connection has to go
      return false;
    }
  }

  /// On the event loop, which gets the right with it.
  private void writeRest(Channel target, ByteBuf rest, int done) {
    write(target, rest, done);
    target.flush();
    drainWithRight(target);
  }

  /// Writes what is queued; on the event loop.
  void drain() {
    scheduled.set(false);
    Channel target = channel;
    if (target != null && writing.compareAndSet(false, true)) {
      drainWithRight(target);
    } // else who has the right looks again; it may be the drain whose flush has called this
  }

  /// Closes the channel when all is written that has been queued, as far as the socket takes it;
  /// any thread. Senders may have left the writing for later.
  void close(Channel target) {
    if (target.eventLoop().inEventLoop()) {
      close(target, PATIENCE_MILLIS);
      return;
    }
    try {
      target.eventLoop().execute(() -> close(target, PATIENCE_MILLIS));
    } catch (RejectedExecutionException e) {
      discard(); // as in wake
    }
  }

  /// Waits for a sender that is writing now; for one that failed in vain.
  private void close(Channel target, int patienceMillis) {
    if (patienceMillis > 0 && !writing.compareAndSet(false, true)) {
      target
          .eventLoop()
          .schedule(() -> close(target, patienceMillis - 1), 1, TimeUnit.MILLISECONDS);
      return;
    }
    if (patienceMillis > 0) {
      drainWithRight(target);
    }
    target.close();
  }

  /// Has TLS say what it has to say by itself; on the event loop.
  void answer() {
    Channel target = channel;
    if (target == null || !target.isActive()) {
      return;
    }
    if (writing.compareAndSet(false, true)) {
      say(target, OutboundBytes::ofTls);
      drainWithRight(target);
    } else {
      target.eventLoop().execute(this::answer); // when the sender is done that writes now
    }
  }

  /// Has TLS say the last, unless a sender is writing; on the event loop. Nothing is written after.
  void farewell() {
    Channel target = channel;
    if (target != null && target.isActive() && writing.compareAndSet(false, true)) {
      say(target, OutboundBytes::farewell);
    }
  }

  /// Something of TLS or a tick.
  private interface Words {
    ByteBuf of(OutboundBytes bytes) throws IOException;
  }

  /// With the right.
  private void say(Channel target, Words words) {
    OutboundBytes from = bytes;
    try {
      if (from != null) {
        write(target, words.of(from), 0);
        target.flush();
      }
    } catch (ClosedChannelException e) {
      // TLS has said its last: the end of the connection is known.
    } catch (IOException e) {
      target.pipeline().fireExceptionCaught(e);
    }
  }

  /// The event loop reads from the connection, and will write when that is over.
  void readBegins() {
    if (!reading) {
      reading = true;
    }
  }

  /// All that there was is read; on the event loop.
  void readEnds() {
    if (reading) {
      reading = false;
    }
    if (!frames.isEmpty()) {
      drain();
    }
  }

  private void drainWithRight(Channel target) {
    OutboundBytes from = bytes;
    if (from == null) {
      writing.set(false);
      return;
    }
    boolean more = false;
    try {
      for (int flushes = 0; !more && fill(target, from); flushes++) {
        target.flush();
        more = flushes == FLUSHES_PER_DRAIN;
      }
    } catch (ClosedChannelException e) {
      return; // TLS has said its last
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      target.pipeline().fireExceptionCaught(e); // a gap in the stream: the connection has to go
      return;
    }
    writing.set(false);
    if (more || (!frames.isEmpty() && target.isWritable())) {
      wake();
    }
  }

  /// Writes without flushing until there is no more, or no room; false if there was nothing.
  private boolean fill(Channel target, OutboundBytes from) throws IOException {
    boolean written = false;
    while (target.isWritable() && writeChunk(target, from)) {
      written = true;
    }
    return written;
  }

  /// Writes the next buffer without flushing; false if there was nothing.
  private boolean writeChunk(Channel target, OutboundBytes from) throws IOException {
    ByteBuf chunk = from.many(target.alloc());
    if (chunk == null) {
      return false;
    }
    write(target, chunk, from.done());
    frames.begun(from.begunAnswerBytes());
    return true;
  }

  /// With the right, on the event loop.
  private void write(Channel target, ByteBuf chunk, int done) {
    int size = chunk.readableBytes();
    inChannel.addAndGet(size);
    target
        .write(chunk)
        .addListener(_ -> {
          taken.addAndGet(size);
          backlog.released(done);
          inChannel.addAndGet(-size); // last: from now on a sender may write
          progress.run();
        });
  }

  /// Sends a tick (a frame of length 0) unless something is queued: then that is sign of life
  /// enough, and a tick in the middle of a frame would break it. On the event loop.
  void tick() {
    Channel target = channel;
    if (target != null && backlog.bytes() == 0 && writing.compareAndSet(false, true)) {
      if (backlog.bytes() == 0) { // still: before we had the right a sender may have begun a frame
        say(target, OutboundBytes::tick);
      }
      drainWithRight(target);
    }
  }

  /// Whether more is queued than a sender should add to.
  boolean busy() {
    return backlog.busy();
  }

  /// What the answers take of which nothing was written yet.
  long answerBytes() {
    return frames.answerBytes();
  }

  /// Bytes that the socket has taken so far, frame heads included.
  long takenBytes() {
    return taken.get();
  }

  /// Whether progress is called after senders' writes, too.
  void watch(boolean begins) {
    watched = begins;
  }

  /// Bytes that were offered and not yet taken by the socket.
  long queuedBytes() {
    return backlog.bytes();
  }

  /// Completes when the queue is not busy, or never will be written; at once if that is so now.
  CompletableFuture<Void> whenWritable() {
    return backlog.whenWritable();
  }

  /// Nothing will be written any more: forgets what is queued, and lets the waiting senders go.
  void discard() {
    backlog.discard();
  }
}
