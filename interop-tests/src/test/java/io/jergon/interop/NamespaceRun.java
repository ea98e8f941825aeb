package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Tuple;
import io.jergon.interop.Ties.Dials;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeMonitor;
import io.jergon.node.NodeType;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.OsProcess;
import io.jergon.testkit.RealErlang;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The program of [NamespacesIT]: a Jergon node in the network namespace in which this JVM runs, a
/// real Erlang node in another one, and a [TunCable] between them.
final class NamespaceRun implements AutoCloseable {
  static final String DONE = "all of it is as it should be";

  /// What the lines begin with that are worth to be shown.
  static final String FIGURE = "figure: ";

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String JAVA = "java@" + TunCable.A;
  private static final String ERL = "erl@" + TunCable.B;
  private static final int SENDERS = 10;

  /// What the network does, one thing after the other.
  enum Network {
    /// It breaks.
    BREAKS(Duration.ofSeconds(2)) {
      @Override
      void play(NamespaceRun run) throws Exception {
        run.breaks("the interface goes down", run.cable::unplug);
        run.breaks("nothing gets through", run.cable::cut);
        run.breaks("Erlang hears nothing", run.cable::cutFromA);
        run.breaks("Jergon hears nothing", run.cable::cutFromB);
        run.breaksUnderLoad();
        run.restartsUnseen();
      }
    },
    /// It loses one packet in a hundred, and others take 200 ms. A lost packet is sent again after
    /// twice that and more: a tick time must leave room for it.
    IS_BAD(Duration.ofSeconds(8)) {
      @Override
      void play(NamespaceRun run) throws Exception {
        run.cable.lose(0.01);
        run.works();
        run.cable.lose(0);
        run.cable.delay(Duration.ofMillis(200));
        run.works();
        run.cable.lose(0.01);
        run.works();
        run.breaks("nothing gets through a bad network", run.cable::cut);
      }
    };

    private final Duration tickTime;

    Network(Duration tickTime) {
      this.tickTime = tickTime;
    }

    abstract void play(NamespaceRun run) throws Exception;
  }

  private interface Breaking {
    void happens() throws IOException;
  }

  private final Dials dials;
  private final Duration tickTime;
  private final NetworkNamespace far;
  private final TunCable cable;
  private final int epmdPort = FreePort.pick();
  private final OsProcess epmd;
  private final OsProcess farEpmd;
  private final Node node;
  private ErlangNode erl;
  private Ties ties;

  private NamespaceRun(Network network, Dials dials, long seed) throws IOException {
    this.dials = dials;
    this.tickTime = network.tickTime;
    this.far = NetworkNamespace.create();
    this.cable = new TunCable(NetworkNamespace.ofThisProgram(), far, seed);
    this.epmd = epmd(TunCable.A);
    this.farEpmd = far.inside(() -> epmd(TunCable.B));
    this.node =
        Wire.under(
                Node.builder(JAVA)
                    .cookie(Place.COOKIE)
                    .epmd(EpmdMode.CLIENT)
                    .epmdPort(epmdPort)
                    .listenAddress(InetAddress.getByName(TunCable.A))
                    .tickTime(tickTime)
                    .setupTime(Duration.ofSeconds(10)))
            .start();
    this.erl = erlang();
    this.ties = new Ties(node, erl);
  }

  private OsProcess epmd(String address) {
    Path program = RealErlang.epmd().orElseThrow();
    OsProcess epmd =
        OsProcess.start(
            new ProcessBuilder(
                program.toString(), "-d", "-d", "-port", epmdPort + "", "-address", address));
    epmd.awaitLine(line -> line.contains("entering the main select() loop"), LONG);
    return epmd;
  }

  private ErlangNode erlang() throws IOException {
    return far.inside(() ->
        Wire.under(
                ErlangNode.builder(ERL)
                    .cookie(Place.COOKIE)
                    .epmdPort(epmdPort)
                    .arguments("-kernel", "net_ticktime", tickTime.toSeconds() + "")
                    .arguments("-kernel", "net_setuptime", "10"))
            .start());
  }

  // ---- what happens ----

  private void breaks(String what, Breaking breaking) throws Exception {
    System.out.println(what);
    ties.dial(dials);
    Ties.Told told = ties.tie();
    long start = System.nanoTime();

    breaking.happens();

    ties.assertToldOnce(told);
    report(start);
    cable.heal();
    ties.assertGoodAgain(dials);
    assertNothingHeld();
  }

  // Of which 300 ms are the wait for a second time.
  private static void report(long start) {
    System.out.printf("%sresolved after %d ms%n", FIGURE, (System.nanoTime() - start) / 1_000_000);
  }

  // Only ours do. A BEAM that has more queued than its port's high-water mark does not notice: who
  // looks after the connection waits in inet_tcp_dist:tick/2 until the port takes the tick (seen
  // with
  // OTP 25).
  private void breaksUnderLoad() throws Exception {
    System.out.println("nothing gets through while processes send as fast as they can");
    ties.dial(dials);
    Pid sink = (Pid) Place.term(erl, "spawn(fun L() -> receive _ -> L() end end)");
    AtomicInteger ended = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    for (int i = 0; i < SENDERS; i++) {
      Tuple message = Tuple.of(IntegerTerm.of(i), Binary.wrap(new byte[20_000]));
      node.spawn(self -> {
        while (!enough.get()) {
          self.send(sink, message);
        }
        ended.incrementAndGet();
      });
    }
    Ties.Told told = ties.tie();
    await().atMost(LONG).until(() -> node.connections().getFirst().waitingSenders() > 0);
    long start = System.nanoTime();

    cable.cut();

    ties.assertToldOnce(told);
    report(start);
    enough.set(true);
    await().atMost(LONG).until(() -> ended.get() == SENDERS);
    cable.heal();
    ties.assertGoodAgain(dials);
    assertNothingHeld();
  }

  private void restartsUnseen() throws Exception {
    System.out.println("Erlang ends and comes again, and no packet tells of it");
    ties.dial(dials);
    Ties.Told told = ties.tie();
    cable.cut();
    erl.close();
    erl = erlang();
    ties = new Ties(node, erl);
    cable.heal();
    ties.assertGoodAgain(dials);
    ties.assertJavaToldOnce(told);
    assertNothingHeld();
  }

  /// Traffic goes to and fro, in order, and the connection stays.
  private void works() throws Exception {
    System.out.println("traffic over " + cable);
    ties.dial(dials);
    List<NodeEvent> changes = new CopyOnWriteArrayList<>();
    try (NodeMonitor monitor = node.cluster().monitor(NodeType.CONNECTED, changes::add)) {
      ties.assertTraffic(500, 10_000);
    }
    assertThat(changes).isEmpty();
  }

  private void assertNothingHeld() {
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          assertThat(SmallNode.bean(node).getHeldForPeers()).isLessThan(100_000);
          assertThat(node.connections().getFirst().queuedBytes()).isZero();
        });
  }

  @Override
  public void close() {
    node.close();
    erl.close();
    farEpmd.close();
    epmd.close();
    far.close();
  }

  /// @param arguments what the network does, who dials, the seed
  public static void main(String[] arguments) throws Exception {
    Network network = Network.valueOf(arguments[0]);
    Dials dials = Dials.valueOf(arguments[1]);
    try (NamespaceRun run = new NamespaceRun(network, dials, Long.parseLong(arguments[2]))) {
      network.play(run);
      System.out.println(FIGURE + run.cable);
      System.out.println(DONE);
    }
    System.exit(0); // the threads of the cable wait for packets for ever
  }
}
