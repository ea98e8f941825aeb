package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.Tuple;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.InboundFrames;
import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import io.jergon.node.quota.Quota;
import io.jergon.node.quota.Share;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The races of [OutboundQueue]'s protocol: offers against the attach, and against the end of a
/// drain. A lost wake-up shows as a round whose frames do not arrive.
@Timeout(60)
class OutboundQueueRaceTest {
  private static final Share SHARE = new Quota(1L << 40).share();
  private static final int ROUNDS = 3000;
  private static final int DRAINS = 10_000;
  private static final int BURST = 20;
  private static final int SENDERS = 3;
  private static final int FRAMES = 4;
  private static final Pid FROM = Pid.of(Atom.of("jvm@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("erl@h"), 99, 1, 8);

  private final List<Term> arrived = new CopyOnWriteArrayList<>();

  @Test
  void offer_whileAttaching_neverLosesAFrameNorItsOrder() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
      Channel channel = connect(group);
      for (int round = 0; round < ROUNDS; round++) {
        oneRound(round, channel, senders);
      }
    } finally {
      group.shutdownGracefully();
    }
  }

  /// The last frame of each round often comes when the drain for the one before it ends.
  @Test
  void offer_whileADrainEnds_wakesTheEventLoopAgain() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      Channel channel = connect(group);
      AtomicLong written = new AtomicLong();
      channel.pipeline().addLast(new CountingSink(written));
      OutboundQueue queue = new OutboundQueue(1 << 20, () -> {});
      channel.eventLoop().submit(() -> queue.attach(channel, Flags.BRING_UP)).sync();
      int length = Integer.BYTES + 3 + frame(0, 0).length(); // before it: a length, 112, 131, 131
      Random random = new Random(1);
      long offered = 0;
      for (int round = 0; round < DRAINS; round++) {
        for (int i = 0; i < BURST; i++) {
          queue.offer(frame(0, 0));
          offered += length;
          spin(random.nextInt(8_000));
        }
        for (long end = System.nanoTime() + 10_000_000_000L; written.get() < offered; ) {
          assertThat(System.nanoTime()).as("round " + round).isLessThan(end);
          Thread.onSpinWait();
        }
      }
    } finally {
      group.shutdownGracefully();
    }
  }

  /// Takes what is written, as a socket that is never full.
  private static final class CountingSink extends ChannelOutboundHandlerAdapter {
    private final AtomicLong written;

    private CountingSink(AtomicLong written) {
      this.written = written;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      written.addAndGet(((ByteBuf) message).readableBytes());
      ReferenceCountUtil.release(message);
      promise.setSuccess();
    }
  }

  private void oneRound(int round, Channel channel, ExecutorService senders) throws Exception {
    OutboundQueue queue = new OutboundQueue(1 << 20, () -> {});
    CyclicBarrier barrier = new CyclicBarrier(SENDERS + 1);
    List<Future<?>> running = new CopyOnWriteArrayList<>();
    for (int sender = 0; sender < SENDERS; sender++) {
      int id = sender;
      running.add(
          senders.submit(() -> {
            barrier.await();
            for (int i = 0; i < FRAMES; i++) {
              queue.offer(frame(id, i));
            }
            return null;
          }));
    }
    barrier.await();
    channel.eventLoop().execute(() -> queue.attach(channel, Flags.BRING_UP));
    for (Future<?> one : running) {
      one.get();
    }

    await()
        .pollInSameThread()
        .pollDelay(java.time.Duration.ZERO)
        .pollInterval(java.time.Duration.ofNanos(1))
        .until(() -> arrived.size() == SENDERS * FRAMES);
    for (int sender = 0; sender < SENDERS; sender++) {
      Term id = IntegerTerm.of(sender);
      assertThat(arrived.stream().map(Tuple.class::cast).filter(t -> t.get(0).equals(id)))
          .as("round " + round)
          .extracting(t -> (int) ((IntegerTerm) t.get(1)).longValue())
          .containsExactly(0, 1, 2, 3);
    }
    arrived.clear();
  }

  /// So that the last offer of a round often comes while the drain of the one before it ends.
  private static void spin(int nanos) {
    for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
  }

  private static OutboundFrame frame(int sender, int number) {
    Term message = Tuple.of(IntegerTerm.of(sender), IntegerTerm.of(number));
    return OutboundFrame.encodeAhead(new Addressed(new SendMessage.Send(FROM, TO, null), message));
  }

  /// A channel whose other end decodes what arrives.
  private Channel connect(EventLoopGroup group) {
    LocalAddress address = new LocalAddress("queue-race");
    new ServerBootstrap()
        .group(group)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel accepted) {
                FrameDecoder decoder = new FrameDecoder(2, 1 << 20);
                InboundFrames frames =
                    InboundFrames.of(Flags.BRING_UP, TermDecoder.DEFAULT, 1 << 20, SHARE);
                decoder.frames(frames, SHARE);
                accepted
                    .pipeline()
                    .addLast(
                        decoder,
                        new ChannelInboundHandlerAdapter() {
                          @Override
                          public void channelRead(ChannelHandlerContext context, Object message) {
                            arrived.add(((InboundFrames.Received) message).payload());
                          }
                        });
              }
            })
        .bind(address)
        .syncUninterruptibly();
    return new Bootstrap()
        .group(group)
        .channel(LocalChannel.class)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(address)
        .syncUninterruptibly()
        .channel();
  }
}
