package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
  private static final Pid FROM = Pid.of(Atom.of("jvm@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("erl@h"), 99, 1, 8);
  private static final long BUSY = 1 << 20;

  /// The socket takes nothing while this is true.
  private boolean blocked;

  private int flushes;
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
              flushes++;
              if (!blocked) {
                context.flush();
              }
            }
          });
  private final OutboundQueue queue = new OutboundQueue(BUSY, () -> {});
  private final ByteBuf expected = Unpooled.buffer();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    expected.release();
  }

  @Test
  void attach_framesQueuedBefore_goOutFirstInOrderWithOneFlush() {
    for (int i = 0; i < 100; i++) {
      offer(frame(i));
    }

    queue.attach(channel, Flags.BRING_UP);
    offer(frame(5));
    channel.runPendingTasks();

    assertThat(written()).isEqualTo(expected);
    assertThat(flushes).isEqualTo(2);
    assertThat(queue.queuedBytes()).isZero();
  }

  /// A sender has queued it and left the writing for later.
  @Test
  void close_somethingIsQueued_isWrittenBefore() {
    queue.attach(channel, Flags.BRING_UP);
    Addressed message = frame(10);
    expect(message);
    queue.add(OutboundFrame.encodeAhead(message));

    queue.close(channel);

    assertThat(written()).isEqualTo(expected);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void offer_manyBeforeTheEventLoopRuns_isOneDrain() {
    queue.attach(channel, Flags.BRING_UP);
    for (int i = 0; i < 1000; i++) {
      offer(frame(10));
    }

    channel.runPendingTasks();

    assertThat(written()).isEqualTo(expected);
    assertThat(flushes).isLessThan(3);
  }

  @Test
  void offer_framesOfAllSizes_areCutAndJoinedCorrectly() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    queue.attach(channel, Flags.BRING_UP);
    for (int i = 0; i < 200; i++) {
      offer(frame(random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(300)));
      if (random.nextInt(20) == 0) {
        channel.runPendingTasks();
      }
    }

    channel.runPendingTasks();

    assertThat(written()).as("seed " + seed).isEqualTo(expected);
    assertThat(queue.queuedBytes()).isZero();
  }

  @Test
  void drain_socketIsFull_holdsBackAndIsBusyUntilItTakesMore() {
    blocked = true;
    queue.attach(channel, Flags.BRING_UP);
    for (int i = 0; i < 20; i++) {
      offer(frame(100_000));
    }
    channel.runPendingTasks();
    CompletableFuture<Void> writable = queue.whenWritable();

    assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(1 << 20);
    assertThat(queue.busy()).isTrue();
    assertThat(writable).isNotDone();

    blocked = false;
    channel.flush();
    queue.drain();
    channel.runPendingTasks();

    assertThat(queue.busy()).isFalse();
    assertThat(writable).isCompleted();
    assertThat(written()).isEqualTo(expected);
  }

  @Test
  void tick_nothingQueued_isAnEmptyFrame() {
    queue.attach(channel, Flags.BRING_UP);

    queue.tick();

    expected.writeInt(0);
    assertThat(written()).isEqualTo(expected);
  }

  @Test
  void tick_inTheMiddleOfAFrame_isLeftOut() {
    blocked = true;
    queue.attach(channel, Flags.BRING_UP);
    offer(frame(1_000_000));
    channel.runPendingTasks();

    queue.tick();
    blocked = false;
    channel.flush();
    queue.drain();

    assertThat(written()).isEqualTo(expected);
  }

  @Test
  void attach_peerWithoutFlags_getsOldFormsAndNotWhatItCannotBeTold() {
    Addressed exit = new Addressed(new ExitMessage.Exit(FROM, TO, null), Atom.KILL);
    Ref ref = Ref.of(Atom.of("jvm@h"), 7, 1, 2, 3);
    Addressed monitor = new Addressed(new MonitorMessage.Monitor(FROM, TO, ref), null);
    queue.offer(OutboundFrame.encodeAhead(monitor));
    queue.offer(OutboundFrame.encodeAhead(exit));

    queue.attach(channel, Flags.MANDATORY_26);

    expect(new Addressed(new ExitMessage.ExitWithReason(FROM, TO, null, Atom.KILL), null));
    assertThat(written()).isEqualTo(expected);
    assertThat(queue.queuedBytes()).isZero();
  }

  @Test
  void discard_busyQueue_letsWaitersGo() {
    for (int i = 0; i < 20; i++) {
      offer(frame(100_000));
    }
    CompletableFuture<Void> writable = queue.whenWritable();
    assertThat(writable).isNotDone();

    queue.discard();

    assertThat(writable).isCompleted();
    assertThat(queue.busy()).isFalse();
    assertThat(queue.whenWritable()).isCompleted();
  }

  private void offer(Addressed message) {
    expect(message);
    queue.offer(OutboundFrame.encodeAhead(message));
  }

  /// As a peer without headers has to see it.
  private void expect(Addressed message) {
    byte[] control = TermEncoder.encode(message.control().toTerm());
    Term payload = message.payload();
    byte[] rest = payload == null ? new byte[0] : TermEncoder.encode(payload);
    expected.writeInt(1 + control.length + rest.length).writeByte(112);
    expected.writeBytes(control).writeBytes(rest);
  }

  private static Addressed frame(int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    new Random(payloadBytes).nextBytes(payload);
    return new Addressed(new SendMessage.Send(FROM, TO, null), Binary.wrap(payload));
  }

  private ByteBuf written() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    return all;
  }
}
