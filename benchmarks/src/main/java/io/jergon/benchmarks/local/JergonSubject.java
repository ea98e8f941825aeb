package io.jergon.benchmarks.local;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Result;
import io.jergon.behaviour.ServerRef;
import io.jergon.etf.Pid;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Jergon: processes, and servers with typed requests.
///
/// ```
/// JergonSubject MEASURE SECONDS
/// ```
public final class JergonSubject implements Subject.OfOtp {
  private static final Integer PAYLOAD = 12_345;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Node node =
      Node.builder("benchmark@127.0.0.1").cookie("benchmark").epmd(EpmdMode.NONE).start();

  private JergonSubject() {}

  /// @throws IOException if the machine does not tell the memory used
  public static void main(String[] arguments) throws IOException {
    try (JergonSubject subject = new JergonSubject()) {
      Subject.main(subject, arguments);
    }
  }

  /// Answers a call with its argument, and counts other messages.
  static final class Echo implements GenServer<Echo.Request<?>, Cast<Echo>> {
    sealed interface Request<R> extends Call<Echo, R> {}

    record Say(Integer value) implements Request<Integer> {}

    record Count() implements Request<Long> {}

    private long count;

    @Override
    public CallResult handleCall(Request<?> request, From from) {
      return switch (request) {
        case Say say -> say.reply(say.value());
        case Count sync -> {
          long counted = count;
          count = 0;
          yield sync.reply(counted);
        }
      };
    }

    @Override
    public Result handleInfo(Object message) {
      count++;
      return Result.noReply();
    }
  }

  private ServerRef<Echo> echo() {
    return GenServer.start(node, Echo::new);
  }

  @Override
  public double call(Duration time) {
    ServerRef<Echo> server = echo();
    return node.inProcess(self -> {
      long start = System.nanoTime();
      long calls = calls(server, start + time.toNanos());
      return (double) (System.nanoTime() - start) / calls;
    });
  }

  private static long calls(ServerRef<Echo> server, long deadline) {
    long calls = 0;
    do {
      for (int i = 0; i < 64; i++) {
        server.call(new Echo.Say(PAYLOAD), TIMEOUT);
      }
      calls += 64;
    } while (System.nanoTime() < deadline);
    return calls;
  }

  private record Ping(Pid from, Integer value) {}

  @Override
  public double roundTrip(Duration time) {
    Pid answerer =
        node.spawn(self -> {
          while (self.receive() instanceof Ping(Pid from, Integer value)) {
            self.send(from, value);
          }
        });
    return node.inProcess(self -> {
      long start = System.nanoTime();
      long trips = 0;
      do {
        for (int i = 0; i < 64; i++) {
          self.send(answerer, new Ping(self.pid(), PAYLOAD));
          self.receive(Integer.class::isInstance);
        }
        trips += 64;
      } while (System.nanoTime() < start + time.toNanos());
      return (double) (System.nanoTime() - start) / trips;
    });
  }

  @Override
  public double pairs(int pairs, Duration time) {
    List<ServerRef<Echo>> servers = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      servers.add(echo());
    }
    LongAdder calls = new LongAdder();
    CountDownLatch done = new CountDownLatch(pairs);
    long start = System.nanoTime();
    for (ServerRef<Echo> server : servers) {
      node.spawn(self -> {
        calls.add(calls(server, start + time.toNanos()));
        done.countDown();
      });
    }
    await(done);
    return calls.sum() * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public double oneWay(int batch, Duration time) {
    ServerRef<Echo> server = echo();
    Pid pid = server.pid().orElseThrow();
    return node.inProcess(self -> {
      long start = System.nanoTime();
      long sent = 0;
      do {
        for (int i = 0; i < batch; i++) {
          self.send(pid, PAYLOAD);
        }
        if (server.call(new Echo.Count(), TIMEOUT) != batch) {
          throw new AssertionError("messages lost");
        }
        sent += batch;
      } while (System.nanoTime() < start + time.toNanos());
      return sent * 1e9 / (System.nanoTime() - start);
    });
  }

  @Override
  public double spawn(int batch, Duration time) {
    return node.inProcess(self -> {
      long start = System.nanoTime();
      long ended = 0;
      do {
        for (int i = 0; i < batch; i++) {
          self.spawnMonitor(SpawnOptions.DEFAULT, child -> {});
        }
        for (int i = 0; i < batch; i++) {
          self.receive(DownMessage.class::isInstance);
        }
        ended += batch;
      } while (System.nanoTime() < start + time.toNanos());
      return ended * 1e9 / (System.nanoTime() - start);
    });
  }

  @Override
  public Object idleProcesses(int count) {
    CountDownLatch done = new CountDownLatch(count);
    List<Pid> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Pid pid =
          node.spawn(SpawnOptions.DEFAULT, () -> (Self self, Object message) -> done.countDown());
      node.send(pid, PAYLOAD);
      all.add(pid);
    }
    await(done);
    return all;
  }

  @Override
  public Object idleServers(int count) {
    return node.inProcess(self -> {
      List<ServerRef<Echo>> all = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        ServerRef<Echo> server = echo();
        server.call(new Echo.Say(PAYLOAD), TIMEOUT);
        all.add(server);
      }
      return all;
    });
  }

  @Override
  public long[] latency(int pairs, Duration time) {
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(pairs);
    for (int i = 0; i < pairs; i++) {
      ServerRef<Echo> server = echo();
      node.spawn(self -> {
        while (!stopped.get()) {
          server.call(new Echo.Say(PAYLOAD), TIMEOUT);
        }
        done.countDown();
      });
    }
    List<Long> waited = new ArrayList<>(); // the receiver's own until the last message is handled
    CountDownLatch handled = new CountDownLatch(1);
    Pid receiver =
        node.spawn(
            SpawnOptions.DEFAULT,
            () ->
                (Self self, Object message) -> {
                  if (message instanceof Long sentAt) {
                    waited.add(System.nanoTime() - sentAt);
                  } else {
                    handled.countDown();
                  }
                });
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
      node.send(receiver, System.nanoTime());
    }
    node.send(receiver, "end");
    await(handled);
    stopped.set(true);
    await(done);
    return waited.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public double chain(int count) {
    return node.inProcess(self -> Ends.chain(self, count)) / 1e9;
  }

  @Override
  public double monitors(int count) {
    return node.inProcess(self -> Ends.monitors(self, count)) / 1e6;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
