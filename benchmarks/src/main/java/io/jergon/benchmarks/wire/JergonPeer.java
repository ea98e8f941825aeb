package io.jergon.benchmarks.wire;

import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/// Jergon as the server or as the client.
///
/// ```text
/// JergonPeer server NAME COOKIE
/// JergonPeer client NAME COOKIE SERVER
/// ```
///
/// It speaks TLS if the environment has [#TLS_OPTIONS].
public final class JergonPeer implements Client {
  /// The environment's name for a file of options, as Erlang's `-ssl_dist_optfile` takes it.
  static final String TLS_OPTIONS = "JERGON_TLS_OPTIONS";

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int CALLS_BETWEEN_LOOKS = 16;

  private final Node node;
  private final Atom server;

  /// @param server the name of the other node
  JergonPeer(Node node, String server) {
    this.node = node;
    this.server = Atom.of(server);
  }

  /// @throws IOException if nothing tells it what to do
  public static void main(String[] arguments) throws IOException {
    NodeBuilder builder = Node.builder(arguments[1]).cookie(arguments[2]).epmd(EpmdMode.CLIENT);
    String tls = System.getenv(TLS_OPTIONS);
    if (tls != null) {
      builder.tls(TlsConfig.optionsFile(Path.of(tls)));
    }
    try (Node node = builder.start()) {
      if (arguments[0].equals("server")) {
        serve(node);
        System.out.println("ready");
        while (System.in.read() >= 0) {
          // until the end of the input
        }
      } else {
        node.connect(arguments[3]);
        Client.main(new JergonPeer(node, arguments[3]));
      }
    }
  }

  /// Starts the servers that clients call.
  static void serve(Node node) {
    for (int i = 1; i <= Measure.COUNT_OF_PAIRS; i++) {
      GenServer.start(node, "echo_" + i, EchoServer::new);
    }
    GenServer.start(node, "sink", EchoServer::new);
  }

  @Override
  public long run(Measure measure, Duration time, Latencies latencies) {
    long end = System.nanoTime() + time.toNanos();
    if (measure == Measure.PAIRS) {
      return pairs(end, latencies);
    }
    return node.inProcess(self ->
        switch (measure) {
          case CALL_INT -> calls(self, echo(1), IntegerTerm.of(Measure.NUMBER), end, latencies);
          case CALL_STRING -> calls(self, echo(1), ListTerm.chars(Measure.TEXT), end, latencies);
          case CALL_PID -> calls(self, echo(1), Tuple.of(self.pid()), end, latencies);
          case CALL_1M ->
              calls(self, echo(1), Binary.wrap(new byte[Measure.LARGE]), end, latencies);
          case ONE_WAY -> oneWay(self, end);
          case STREAM_1M -> stream(self, end);
          case PAIRS -> throw new AssertionError(measure);
        });
  }

  private ProcessName echo(int number) {
    return new ProcessName(Atom.of("echo_" + number), server);
  }

  private static long calls(
      Self self, ProcessName echo, Term argument, long end, Latencies latencies) {
    long calls = 0;
    long before = System.nanoTime();
    do {
      for (int i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
        self.call(echo, argument, TIMEOUT);
        long now = System.nanoTime();
        latencies.add(now - before);
        before = now;
      }
      calls += CALLS_BETWEEN_LOOKS;
    } while (before < end);
    return calls;
  }

  private long pairs(long end, Latencies latencies) {
    CountDownLatch done = new CountDownLatch(Measure.COUNT_OF_PAIRS);
    LongAdder calls = new LongAdder();
    for (int i = 1; i <= Measure.COUNT_OF_PAIRS; i++) {
      ProcessName echo = echo(i);
      node.spawn(self -> {
        Latencies own = new Latencies();
        calls.add(calls(self, echo, IntegerTerm.of(Measure.NUMBER), end, own));
        latencies.addAll(own);
        done.countDown();
      });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return calls.sum();
  }

  private long oneWay(Self self, long end) {
    ProcessName sink = new ProcessName(Atom.of("sink"), server);
    long sent = 0;
    do {
      for (int i = 1; i <= Measure.BATCH; i++) {
        self.send(sink, IntegerTerm.of(i));
      }
      requireAll(self.call(sink, EchoServer.COUNT, TIMEOUT), Measure.BATCH);
      sent += Measure.BATCH;
    } while (System.nanoTime() < end);
    return sent;
  }

  private long stream(Self self, long end) {
    ProcessName sink = new ProcessName(Atom.of("sink"), server);
    Binary binary = Binary.wrap(new byte[Measure.LARGE]);
    long sent = 0;
    do {
      for (int i = 1; i <= Measure.LARGE_BATCH; i++) {
        self.send(sink, Tuple.of(IntegerTerm.of(i), binary));
      }
      requireAll(self.call(sink, EchoServer.COUNT, TIMEOUT), Measure.LARGE_BATCH);
      sent += Measure.LARGE_BATCH;
    } while (System.nanoTime() < end);
    return sent;
  }

  private static void requireAll(Object counted, int sent) {
    if (!counted.equals(IntegerTerm.of(sent))) {
      throw new IllegalStateException("sent " + sent + " messages, in order came " + counted);
    }
  }
}
