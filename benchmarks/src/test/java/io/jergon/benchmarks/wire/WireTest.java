package io.jergon.benchmarks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.epmd.EpmdServer;
import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static Node node(String name, int epmdPort) {
    return Node.builder(name + "@127.0.0.1")
        .cookie("secret")
        .epmd(EpmdMode.CLIENT)
        .epmdPort(epmdPort)
        .start();
  }

  @ParameterizedTest
  @EnumSource
  void measure_betweenTwoNodes_doesWhatItSays(Measure measure) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (EpmdServer epmd = EpmdServer.builder().port(0).start(group).join();
        Node server = node("server", epmd.port());
        Node client = node("client", epmd.port())) {
      JergonPeer.serve(server);
      Latencies latencies = new Latencies();

      long operations =
          new JergonPeer(client, server.name()).run(measure, Duration.ofMillis(1), latencies);

      assertThat(operations).isPositive();
      assertThat(latencies.count()).isEqualTo(measure.hasLatencies() ? (int) operations : 0);
    } finally {
      group.shutdownGracefully();
    }
  }

  @Test
  void sink_messagesOutOfOrder_saysSo() {
    try (Node node = Node.builder("alone@127.0.0.1").cookie("secret").epmd(EpmdMode.NONE).start()) {
      ServerRef<EchoServer> sink = GenServer.start(node, EchoServer::new);
      send(node, sink, 1);
      send(node, sink, 3);
      send(node, sink, 2);

      assertThat(sink.call(EchoServer.COUNT, TIMEOUT)).isEqualTo(Atom.of("out_of_order"));
      send(node, sink, 1);
      node.send(sink.pid().orElseThrow(), Tuple.of(IntegerTerm.of(2), Atom.of("large")));
      assertThat(sink.call(EchoServer.COUNT, TIMEOUT)).isEqualTo(IntegerTerm.of(2));
    }
  }

  private static void send(Node node, ServerRef<EchoServer> to, int number) {
    node.send(to.pid().orElseThrow(), IntegerTerm.of(number));
  }

  @Test
  void latencies_ofManyProcesses_areCountedTogether() {
    Latencies all = new Latencies();
    for (int process = 0; process < 10; process++) {
      Latencies own = new Latencies();
      for (int i = 1; i <= 1000; i++) {
        own.add(1000L * i);
      }
      all.addAll(own);
    }

    assertThat(all.count()).isEqualTo(10_000);
    assertThat(all.micros(0.5)).isBetween(500.0, 501.0);
    assertThat(all.micros(0.999)).isBetween(999.0, 1000.0);
  }
}
