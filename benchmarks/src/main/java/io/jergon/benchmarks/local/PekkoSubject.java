package io.jergon.benchmarks.local;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Pekko's typed actors with its default settings. A blocking call is its `ask`, waited for by a
/// plain thread; round trips, and the pairs, are messages between actors (`tell`), which never
/// wait, since Pekko's actors must not. An actor has no monitor for each child's end; children
/// count down.
///
/// ```
/// PekkoSubject MEASURE SECONDS
/// ```
public final class PekkoSubject implements Subject {
  private static final Integer PAYLOAD = 12_345;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private sealed interface Message {
    record Ping(Integer value, ActorRef<Message> from) implements Message {}

    record Pong(Integer value) implements Message {}

    record One(Integer value) implements Message {}

    record Timed(long sentAt) implements Message {}

    record Count(ActorRef<Message> from) implements Message {}

    record Go() implements Message {}

    record Stop() implements Message {}

    record Make(int count, Behavior<Message> of, CompletableFuture<List<ActorRef<Message>>> made)
        implements Message {}
  }

  private final ActorSystem<Message> system =
      ActorSystem.create(
          maker(),
          "benchmark",
          ConfigFactory.parseString(
                  "pekko.log-dead-letters=off, pekko.log-dead-letters-during-shutdown=off")
              .withFallback(ConfigFactory.load()));

  private PekkoSubject() {}

  /// @throws IOException if the machine does not tell the memory used
  public static void main(String[] arguments) throws IOException {
    try (PekkoSubject subject = new PekkoSubject()) {
      Subject.main(subject, arguments);
    }
  }

  private static Behavior<Message> maker() {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(message -> {
          if (message instanceof Message.Make make) {
            List<ActorRef<Message>> all = new ArrayList<>(make.count());
            for (int i = 0; i < make.count(); i++) {
              all.add(context.spawnAnonymous(make.of()));
            }
            make.made().complete(all);
          }
          return Behaviors.same();
        }));
  }

  private List<ActorRef<Message>> make(int count, Behavior<Message> of) {
    CompletableFuture<List<ActorRef<Message>>> made = new CompletableFuture<>();
    system.tell(new Message.Make(count, of, made));
    return made.join();
  }

  private ActorRef<Message> make(Behavior<Message> of) {
    return make(1, of).getFirst();
  }

  private static Behavior<Message> echo() {
    return Behaviors.setup(context -> {
      int[] count = {0};
      return Behaviors.receiveMessage(message -> {
        if (message instanceof Message.Ping(Integer value, ActorRef<Message> from)) {
          from.tell(new Message.Pong(value));
        } else if (message instanceof Message.Count(ActorRef<Message> from)) {
          from.tell(new Message.Pong(count[0]));
          count[0] = 0;
        } else {
          count[0]++;
        }
        return Behaviors.same();
      });
    });
  }

  /// An actor that begins at `Go`, and does the next thing at each answer.
  private static Behavior<Message> client(Consumer<ActorRef<Message>> next) {
    return Behaviors.setup(context -> {
      ActorRef<Message> self = context.getSelf();
      return Behaviors.receiveMessage(message -> {
        next.accept(self);
        return Behaviors.same();
      });
    });
  }

  @Override
  public double call(Duration time) {
    ActorRef<Message> server = make(echo());
    long start = System.nanoTime();
    long calls = 0;
    while (System.nanoTime() < start + time.toNanos()) {
      AskPattern.<Message, Message>ask(
              server, from -> new Message.Ping(PAYLOAD, from), TIMEOUT, system.scheduler())
          .toCompletableFuture()
          .join();
      calls++;
    }
    return (double) (System.nanoTime() - start) / calls;
  }

  @Override
  public double roundTrip(Duration time) {
    return 1e9 / pairs(1, time);
  }

  @Override
  public double pairs(int pairs, Duration time) {
    List<CompletableFuture<Long>> trips = new ArrayList<>();
    long start = System.nanoTime();
    long deadline = start + time.toNanos();
    for (ActorRef<Message> server : make(pairs, echo())) {
      CompletableFuture<Long> done = new CompletableFuture<>();
      trips.add(done);
      long[] count = {-1}; // the client's own; the first message is no answer
      make(client(self -> {
        if ((++count[0] & 63) == 0 && System.nanoTime() >= deadline) {
          done.complete(count[0]);
        } else {
          server.tell(new Message.Ping(PAYLOAD, self));
        }
      }))
          .tell(new Message.Go());
    }
    long sum = trips.stream().mapToLong(CompletableFuture::join).sum();
    return sum * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public double oneWay(int batch, Duration time) {
    ActorRef<Message> server = make(echo());
    CompletableFuture<Double> rate = new CompletableFuture<>();
    long[] rounds = {-1}; // the client's own
    long start = System.nanoTime();
    make(client(self -> {
      rounds[0]++;
      if (System.nanoTime() >= start + time.toNanos()) {
        rate.complete(rounds[0] * batch * 1e9 / (System.nanoTime() - start));
        return;
      }
      for (int i = 0; i < batch; i++) {
        server.tell(new Message.One(PAYLOAD));
      }
      server.tell(new Message.Count(self));
    }))
        .tell(new Message.Go());
    return rate.join();
  }

  @Override
  public double spawn(int batch, Duration time) {
    long start = System.nanoTime();
    long ended = 0;
    while (System.nanoTime() < start + time.toNanos()) {
      CountDownLatch stopped = new CountDownLatch(batch);
      for (ActorRef<Message> child : make(batch, mortal(stopped))) {
        child.tell(new Message.Stop());
      }
      await(stopped);
      ended += batch;
    }
    return ended * 1e9 / (System.nanoTime() - start);
  }

  private static Behavior<Message> mortal(CountDownLatch stopped) {
    return Behaviors.setup(context ->
        Behaviors.receive(Message.class)
            .onMessage(Message.Stop.class, stop -> Behaviors.stopped())
            .onSignal(
                PostStop.class,
                end -> {
                  stopped.countDown();
                  return Behaviors.same();
                })
            .build());
  }

  @Override
  public Object idleProcesses(int count) {
    List<ActorRef<Message>> all = make(count, echo());
    all.forEach(actor -> actor.tell(new Message.One(PAYLOAD)));
    AskPattern.<Message, Message>ask(
            all.getLast(), from -> new Message.Ping(PAYLOAD, from), TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
    return all;
  }

  /// An actor is both.
  @Override
  public Object idleServers(int count) {
    return idleProcesses(count);
  }

  @Override
  public long[] latency(int pairs, Duration time) {
    List<Long> waited = new ArrayList<>(); // the receiver's own until it stopped
    CountDownLatch stopped = new CountDownLatch(1);
    ActorRef<Message> receiver =
        make(
            Behaviors.receiveMessage(message -> {
              if (message instanceof Message.Timed(long sentAt)) {
                waited.add(System.nanoTime() - sentAt);
                return Behaviors.same();
              }
              stopped.countDown();
              return Behaviors.stopped();
            }));
    CompletableFuture<Double> load = CompletableFuture.supplyAsync(() -> pairs(pairs, time));
    while (!load.isDone()) {
      LockSupport.parkNanos(1_000_000);
      receiver.tell(new Message.Timed(System.nanoTime()));
    }
    receiver.tell(new Message.Stop());
    await(stopped);
    return waited.stream().mapToLong(Long::longValue).toArray();
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
    system.terminate();
  }
}
