package io.jergon.interop;

import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.MailboxLimit;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeMXBean;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.tls.TlsConfig;
import io.jergon.testkit.OsProcess;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/// A Jergon node in a JVM of its own with a small heap, which ends when that is full. It serves
///
/// | name | is |
/// |---|---|
/// | `echo` | a GenServer that answers with the request |
/// | `sleeper` | a process that waits for a message that never comes, and ends by an exit signal |
/// | `trapper` | the same, trapping exits |
/// | `keeper` | restarts these two |
/// | `ordered` | a process that counts `{Key, N, Anything}`, where N has to go up by one for each key |
/// | `limited` | a process with `MailboxLimit.block(1000)` that handles a message in a millisecond |
///
/// and the functions `small:send/2`, which sends so many bytes to a pid, `small:sleep/0`, which
/// never returns, `small:nap/0`, which takes 3 s, `small:fail/1`, `small:held/0` and `small:pid/1`,
/// the pid of a name.
final class SmallNode implements AutoCloseable {
  static final String NAME = "small@127.0.0.1";
  static final Duration TICK_TIME = Duration.ofSeconds(4);
  private static final Duration START_TIME = Duration.ofSeconds(120);

  private final OsProcess process;

  private SmallNode(OsProcess process) {
    this.process = process;
  }

  /// Starts it, over plain TCP.
  ///
  /// @param heap as in `-Xmx`
  static SmallNode start(int epmdPort, String heap) {
    return start(command(heap, List.of(epmdPort + "", TICK_TIME.toString())));
  }

  /// Starts it with another tick time, and over TLS where the [Wire] of the run is.
  static SmallNode onTheWire(int epmdPort, String heap, Duration tickTime) {
    List<String> arguments = new ArrayList<>(List.of(epmdPort + "", tickTime.toString()));
    Wire.optionsFile().ifPresent(file -> arguments.add(file.toString()));
    return start(command(heap, arguments));
  }

  private static SmallNode start(List<String> command) {
    OsProcess process = OsProcess.start(new ProcessBuilder(command));
    try {
      process.awaitLine(line -> line.equals("ready"), START_TIME);
      return new SmallNode(process);
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
  }

  private static List<String> command(String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:MaxDirectMemorySize=32m");
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SmallNode.class.getName());
    command.addAll(arguments);
    return command;
  }

  OsProcess process() {
    return process;
  }

  /// The lines in the log since a mark that name the peer.
  List<String> complaints(int mark, String peer) {
    return process.linesSince(mark).stream().filter(line -> line.contains(peer)).toList();
  }

  @Override
  public void close() {
    process.close();
  }

  // ---- the program ----

  /// @param arguments the port of EPMD, the tick time, the file with the options of TLS if there is
  ///   to be any
  public static void main(String[] arguments) throws InterruptedException {
    NodeBuilder builder =
        Node.builder(NAME)
            .cookie(Place.COOKIE)
            .epmd(EpmdMode.CLIENT)
            .epmdPort(Integer.parseInt(arguments[0]))
            .listenAddress(InetAddress.getLoopbackAddress())
            .tickTime(Duration.parse(arguments[1]))
            .mailboxHighWater(Integer.MAX_VALUE);
    if (arguments.length > 2) {
      builder.tls(TlsConfig.optionsFile(Path.of(arguments[2])));
    }
    Node node = builder.start();
    GenServer.start(node, "echo", Place.TermEcho::new);
    node.spawn(SmallNode::keeper);
    node.spawn(
        SpawnOptions.DEFAULT.withName("limited").withMailboxLimit(MailboxLimit.block(1000)),
        SmallNode::limited);
    node.spawn(SpawnOptions.DEFAULT.withName("ordered"), SmallNode::ordered);
    node.functions()
        .offer(
            "small",
            "send",
            2,
            (self, to) -> {
              int size = (int) ((IntegerTerm) to.get(1)).longValue();
              self.send((Pid) to.getFirst(), Binary.wrap(new byte[size]));
              return Atom.OK;
            });
    node.functions().offer("small", "sleep", 0, (self, none) -> self.receive(m -> false));
    node.functions()
        .offer("small", "nap", 0, (self, none) -> self.receive(m -> false, Duration.ofSeconds(3)));
    node.functions()
        .offer(
            "small",
            "fail",
            1,
            (self, reason) -> {
              throw new Exit(reason.getFirst());
            });
    node.functions().offer("small", "held", 0, (self, none) -> held(node));
    node.functions()
        .offer(
            "small",
            "pid",
            1,
            (self, name) ->
                node.whereis(((Atom) name.getFirst()).name())
                    .<Term>map(p -> p)
                    .orElse(Atom.UNDEFINED));
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static void keeper(Self self) {
    self.trapExit(true);
    Pid sleeper = null;
    Pid trapper = null;
    while (true) {
      if (sleeper == null || !self.node().isAlive(sleeper)) {
        sleeper =
            self.spawn(
                SpawnOptions.DEFAULT.withName("sleeper").withLink(), s -> s.receive(m -> false));
      }
      if (trapper == null || !self.node().isAlive(trapper)) {
        trapper =
            self.spawn(
                SpawnOptions.DEFAULT.withName("trapper").withLink(),
                s -> {
                  s.trapExit(true);
                  s.receive(m -> false);
                });
      }
      self.receive();
    }
  }

  /// Answers `{From, how_many}` with how many other messages it has handled.
  private static void limited(Self self) {
    long handled = 0;
    while (true) {
      if (self.receive() instanceof Tuple t && t.arity() == 2 && t.get(0) instanceof Pid from) {
        self.send(from, IntegerTerm.of(handled));
      } else {
        handled++;
        if (handled % 10 == 0) {
          self.receive(m -> false, Duration.ofMillis(10));
        }
      }
    }
  }

  /// Answers `{From, how_many}` with `{Count, Wrong}`.
  private static void ordered(Self self) {
    Map<Term, Long> next = new HashMap<>();
    long count = 0;
    long wrong = 0;
    while (true) {
      Tuple message = (Tuple) self.receive();
      if (message.get(0) instanceof Pid from) {
        self.send(from, Tuple.of(IntegerTerm.of(count), IntegerTerm.of(wrong)));
      } else {
        long number = ((IntegerTerm) message.get(1)).longValue();
        wrong += number == next.getOrDefault(message.get(0), 0L) ? 0 : 1;
        next.put(message.get(0), number + 1);
        count++;
      }
    }
  }

  /// `{HeldForPeers, Processes, DirectBytes, HeapBytes}` after a collection.
  private static Term held(Node node) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    NodeMXBean bean = bean(node);
    return Tuple.of(
        IntegerTerm.of(bean.getHeldForPeers()),
        IntegerTerm.of(bean.getProcesses()),
        IntegerTerm.of(direct),
        IntegerTerm.of(runtime.totalMemory() - runtime.freeMemory()));
  }

  /// The bean of a node in this JVM.
  static NodeMXBean bean(Node node) {
    try {
      return JMX.newMXBeanProxy(
          ManagementFactory.getPlatformMBeanServer(),
          new ObjectName("io.jergon:type=Node,name=" + ObjectName.quote(node.name())),
          NodeMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }
}
