package io.jergon.benchmarks.soak;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.ChildSpec;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.behaviour.Supervisor;
import io.jergon.behaviour.SupervisorSpec;
import io.jergon.benchmarks.report.Machine;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Three nodes, in one JVM and connected over TCP, do everything at random for a while: calls
/// across, crashes of servers, kills, links and monitors across, timers, broken connections. Twice
/// a minute all rests, and a [Sample] is taken. What only ever grows is a leak.
///
/// ```
/// benchmarks/run soak minutes=10 seed=42
/// ```
public final class Soak {
  private static final Duration REST = Duration.ofSeconds(20);
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final int SERVERS = 20;
  private static final int DRIVERS = 6; // processes on each node that do something at random

  private final List<Node> nodes = new ArrayList<>();
  private final LongAdder operations = new LongAdder();
  private final LongAdder exits = new LongAdder();
  private final long seed;

  private Soak(long seed) {
    this.seed = seed;
  }

  /// @param arguments the module's directory, then `minutes=N`, `seed=N`
  public static void main(String[] arguments) throws IOException {
    long minutes = 10;
    long seed = System.nanoTime() & 0xffff;
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (argument.startsWith("minutes=")) {
        minutes = Long.parseLong(value);
      } else if (argument.startsWith("seed=")) {
        seed = Long.parseLong(value);
      } else {
        throw new IllegalArgumentException(argument + " (expected: minutes=N or seed=N)");
      }
    }
    new Soak(seed).run(Path.of(arguments[0]), Duration.ofMinutes(minutes));
  }

  private void run(Path module, Duration time) throws IOException {
    int epmdPort = freePort();
    for (String name : List.of("one", "two", "three")) {
      nodes.add(start(name, epmdPort));
    }
    StringBuilder rows = new StringBuilder();
    long start = System.nanoTime();
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; System.nanoTime() - start < time.toNanos(); round++) {
      churn(round, Duration.ofSeconds(25));
      Sample sample = Sample.take(nodes);
      samples.add(sample);
      String row = sample.row((System.nanoTime() - start) / 60e9);
      rows.append(row);
      System.out.print(row);
    }
    String report = report(time, rows.toString(), samples);
    Path file = module.resolve("results").resolve(LocalDate.now() + "-soak.md");
    Files.writeString(file, report);
    System.out.println(report);
    nodes.forEach(Node::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Node start(String name, int epmdPort) {
    Node node =
        Node.builder(name + "@127.0.0.1")
            .cookie("soak")
            .epmd(EpmdMode.SERVE)
            .epmdPort(epmdPort)
            .listenAddress(InetAddress.getLoopbackAddress())
            .start();
    SupervisorSpec spec =
        SupervisorSpec.oneForOne().intensity(Integer.MAX_VALUE, Duration.ofSeconds(1));
    for (int i = 0; i < SERVERS; i++) {
      String server = "server" + i;
      spec = spec.child(ChildSpec.server(server, own -> new Server()));
    }
    Supervisor.start(node, "servers", spec);
    return node;
  }

  /// Answers, and ends when it is told to.
  private static final class Server implements GenServer<Term, Cast<Server>> {
    @Override
    public CallResult handleCall(Term request, From from) {
      if (request.equals(Atom.of("crash"))) {
        throw new Exit(request);
      }
      return Reply.of(request);
    }
  }

  /// Lets all nodes work for a time, and then come to rest.
  private void churn(int round, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    List<Pid> drivers = new ArrayList<>();
    for (int n = 0; n < nodes.size(); n++) {
      for (int d = 0; d < DRIVERS; d++) {
        Random random = new Random(seed + 1000L * round + 10L * n + d);
        Node node = nodes.get(n);
        drivers.add(node.spawn(self -> drive(self, random, end)));
      }
    }
    Random random = new Random(seed + round);
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(500)).toNanos());
      Node from = nodes.get(random.nextInt(nodes.size()));
      Node to = nodes.get(random.nextInt(nodes.size()));
      from.disconnect(to.name());
      // Now and then a driver dies in the middle of what it does, too.
      Pid victim = drivers.get(random.nextInt(drivers.size()));
      for (Node node : nodes) {
        if (victim.node().name().equals(node.name()) && random.nextInt(5) == 0) {
          node.exit(victim, Atom.KILL);
        }
      }
    }
    for (Node node : nodes) {
      for (Pid driver : drivers) {
        while (driver.node().name().equals(node.name()) && node.isAlive(driver)) {
          LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
      }
    }
    nodes.forEach(node -> node.awaitQuiet(REST));
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos()); // ticks, obituaries across
  }

  private void drive(Self self, Random random, long end) {
    self.trapExit(true);
    while (System.nanoTime() - end < 0) {
      Node other = nodes.get(random.nextInt(nodes.size()));
      ProcessName server = ProcessName.of("server" + random.nextInt(SERVERS), other.name());
      operations.increment();
      try {
        operation(self, other, server, random);
      } catch (Exit e) {
        exits.increment(); // noproc, noconnection, crash: what this is about
      }
      while (self.receive(Duration.ZERO).isPresent()) {
        exits.increment();
      }
    }
  }

  private void operation(Self self, Node other, ProcessName server, Random random) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> self.call(server, Atom.of("hi"), CALL);
      case 3 -> self.call(server, Atom.of("crash"), CALL);
      case 4 -> {
        Pid child = other.spawn(Self::receive);
        self.link(child);
        self.monitor(child);
        if (random.nextBoolean()) {
          self.unlink(child);
        }
        other.exit(child, random.nextBoolean() ? Atom.KILL : Atom.of("over"));
      }
      case 5 -> {
        var timer = self.sendAfter(Duration.ofMillis(random.nextInt(1000)), self.pid(), "late");
        if (random.nextBoolean()) {
          self.cancelTimer(timer);
        }
      }
      case 6 -> {
        var monitor = self.monitor(server);
        self.send(server, Atom.of("nothing"));
        self.demonitor(monitor);
      }
      default ->
          self.spawn(
              SpawnOptions.DEFAULT.withLink(),
              child -> {
                child.call(server, Atom.of("hi"), CALL);
                throw new Exit(Atom.of("done"));
              });
    }
  }

  private String report(Duration time, String rows, List<Sample> samples) throws IOException {
    Sample first = samples.get(Math.min(2, samples.size() - 1)); // the JVM is warm by then
    Sample last = samples.getLast();
    return """
    # Soak of %d minutes

    `benchmarks/run soak minutes=%d seed=%d`; %s; %s. Three nodes in one JVM, connected over TCP; %d processes that call,
    crash, kill, link, monitor and time at random, while connections are broken several times a second. %d operations,
    %d exits and messages of ends. Twice a minute all rests and is counted, after collections.

    %s
    From the third sample to the last: heap %+d KiB, threads %+d, processes %+d, names %+d, timers %+d, held %+d.
    """
        .formatted(
            time.toMinutes(),
            time.toMinutes(),
            seed,
            Machine.describe(),
            System.getProperty("java.vm.version"),
            DRIVERS * nodes.size(),
            operations.sum(),
            exits.sum(),
            Sample.header() + rows,
            (last.heap() - first.heap()) >> 10,
            last.threads() - first.threads(),
            last.processes() - first.processes(),
            last.names() - first.names(),
            last.timers() - first.timers(),
            last.held() - first.held());
  }
}
