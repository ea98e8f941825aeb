package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.Tuple;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.InboundFrames;
import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import io.jergon.node.name.NodeName;
import io.jergon.node.quota.Quota;
import io.jergon.node.secure.TestTls;
import io.jergon.node.secure.TlsEngines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Senders that write to a real socket themselves, beside the event loop, which writes ticks and
/// what the senders leave to it. A socket with small buffers is full all the time, so that what
/// senders write often goes out in part only. With TLS the bytes are records; the peer asks for new
/// keys time and again.
@Timeout(60)
class DirectWriteTest {
  private static final int SENDERS = 4;
  private static final int FRAMES = 3000;
  private static final int SMALL_BUFFER = 64 * 1024;
  private static final int LARGEST = 20_000;
  private static final int KEYS_AFTER = 1000;
  private static final Pid TO = Pid.of(Atom.of("erl@h"), 99, 1, 8);

  private final long seed = Long.getLong("seed", System.nanoTime());

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void write_manySendersAndAFullSocket_keepsFramesWholeAndInOrder(boolean tls) throws Exception {
    System.out.println("seed=" + seed);
    Transport transport = Transport.nio("direct", 1);
    try (ServerSocket listener = new ServerSocket();
        TlsEngines engines = TestTls.engines();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1)) {
      listener.setReceiveBufferSize(SMALL_BUFFER);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      OutboundQueue queue = new OutboundQueue(1 << 20, () -> {});
      DirectSocket socket =
          (DirectSocket)
              new Bootstrap()
                  .group(transport.group())
                  .channelFactory(transport.client())
                  .option(ChannelOption.SO_SNDBUF, SMALL_BUFFER)
                  .handler(new Last(queue))
                  .connect(listener.getLocalSocketAddress())
                  .sync()
                  .channel();
      Socket accepted = listener.accept();
      if (tls) {
        SSLSocket secure = TestTls.over(accepted, false);
        Future<?> shaken = threads.submit(() -> shakeHands(secure));
        SslHandler handler = engines.client(NodeName.of("b@h")).join();
        socket.pipeline().addFirst(handler);
        handler.handshakeFuture().sync();
        shaken.get();
        accepted = secure;
      }
      Socket from = accepted;
      socket.eventLoop().submit(() -> queue.attach(socket, Flags.BRING_UP)).sync();
      Future<int[]> read = threads.submit(() -> read(from));
      List<Future<?>> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int id = sender;
        senders.add(threads.submit(() -> send(queue, id, new Random(seed + id))));
      }
      while (!read.isDone()) {
        socket.eventLoop().submit(queue::tick).sync();
      }

      assertThat(read.get()).containsOnly(FRAMES);
      for (Future<?> sender : senders) {
        sender.get();
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> queue.queuedBytes() == 0);
      assertThat(socket.pipeline().get(RecordHandler.class) != null).isEqualTo(tls);
      accepted.close();
    } finally {
      transport.group().shutdownGracefully();
    }
  }

  private static Void shakeHands(SSLSocket socket) throws IOException {
    socket.startHandshake();
    return null;
  }

  /// As ConnectionHandler does it.
  private static final class Last extends ChannelInboundHandlerAdapter {
    private final OutboundQueue queue;

    Last(OutboundQueue queue) {
      this.queue = queue;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      queue.drain();
    }
  }

  private static void send(OutboundQueue queue, int sender, Random random) {
    for (int i = 0; i < FRAMES; i++) {
      queue.add(frame(sender, i, random.nextInt(100) == 0 ? random.nextInt(LARGEST) : 10));
      switch (random.nextInt(8)) {
        case 0 -> queue.wake();
        case 1, 2, 3 -> queue.write();
        default -> {} // with the next one
      }
    }
    queue.write();
  }

  private static OutboundFrame frame(int sender, int number, int size) {
    OutboundFrame frame =
        OutboundFrame.encode(
            new Addressed(
                new SendMessage.Send(Pid.of(Atom.of("jvm@h"), sender, 0, 7), TO, null),
                Tuple.of(
                    IntegerTerm.of(sender), IntegerTerm.of(number), Binary.wrap(new byte[size]))),
            Flags.BRING_UP);
    return Objects.requireNonNull(frame);
  }

  /// How many came of each sender, in order; until all have.
  private static int[] read(Socket socket) throws Exception {
    int[] next = new int[SENDERS];
    InboundFrames frames =
        InboundFrames.of(Flags.BRING_UP, TermDecoder.DEFAULT, 1 << 20, new Quota(1L << 40).share());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    for (int all = 0; all < SENDERS * FRAMES; ) {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      if (frame.length > 0) {
        Tuple message = (Tuple) Objects.requireNonNull(frames.read(frame)).payload();
        int sender = (int) ((IntegerTerm) message.get(0)).longValue();
        assertThat(((IntegerTerm) message.get(1)).longValue())
            .as("of sender " + sender)
            .isEqualTo(next[sender]);
        next[sender]++;
        all++;
        if (socket instanceof SSLSocket secure && all % KEYS_AFTER == 0) {
          secure.startHandshake(); // in TLS 1.3: new keys for both
        }
      }
    }
    return next;
  }
}
