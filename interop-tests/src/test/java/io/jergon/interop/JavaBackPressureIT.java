package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ProcessName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An Erlang node that does not read: who sends to it waits, nobody else does, memory stays
/// bounded, nothing is lost.
class JavaBackPressureIT {

  private static final int MESSAGES = 4000;
  private static final int SIZE = 64 * 1024;
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void peerHangs_senderWaitsOthersDoNot_nothingIsLost() throws Exception {
    try (var place = Place.erlang()) {
      var node = place.node();
      place
          .erl()
          .eval(
              """
              Main = self(),
              Counting = spawn(fun() ->
                  Count = fun Count(N) -> receive {N, B} when byte_size(B) =:= 65536 -> Count(N + 1); done -> Main ! {got, N} end end,
                  Count(0)
              end),
              register(counting, Counting)\
              """);
      var counting = ProcessName.of("counting", place.name());
      assertThat(node.ping(place.name())).isTrue();
      place.erl().process().freeze();
      var sent = new AtomicInteger();
      var done = new CompletableFuture<Void>();
      Term bytes = Binary.wrap(new byte[SIZE]);
      Pid sender =
          node.spawn(self -> {
            for (int i = 0; i < MESSAGES; i++) {
              self.send(counting, Tuple.of(IntegerTerm.of(i), bytes));
              sent.incrementAndGet();
            }
            self.send(counting, Atom.of("done"));
            done.complete(null);
          });
      // It comes to a halt: the same count for a second.
      Awaitility.await()
          .atMost(LONG)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              new java.util.concurrent.Callable<Boolean>() {
                private int last = -1;

                @Override
                public Boolean call() {
                  boolean halted = sent.get() == last;
                  last = sent.get();
                  return halted;
                }
              });
      // Queues of the sockets take some MB; ours takes no more than that again.
      assertThat(sent.get()).isBetween(1, 64 * 1024 * 1024 / SIZE);
      assertThat(node.call(ProcessName.of("echo", node.name()), Atom.OK, Place.SOON))
          .isEqualTo(Atom.OK);
      assertThat(node.isAlive(sender)).isTrue();
      place.erl().process().thaw();
      done.get(60, TimeUnit.SECONDS);
      assertThat(place.erl().eval("receive {got, N} -> N after 25000 -> nothing end"))
          .isEqualTo(MESSAGES + "");
    }
  }

  @Test
  @Timeout(60) // it would hang until the tick time ends the connection, after a minute and more
  void nodeCloses_whileASenderWaits_doesNotHang() {
    try (var place = Place.erlang()) {
      place.node();
      var leaving = Place.jergon("leaving@127.0.0.1", place.epmdPort());
      var ended = new CompletableFuture<Void>();
      try {
        assertThat(leaving.ping(place.name())).isTrue();
        place.erl().process().freeze();
        var sent = new AtomicInteger();
        leaving.spawn(self -> {
          try {
            for (int i = 0; i < MESSAGES; i++) {
              self.send(ProcessName.of("nobody", place.name()), Binary.wrap(new byte[SIZE]));
              sent.incrementAndGet();
            }
          } finally {
            ended.complete(null);
          }
        });
        Awaitility.await().atMost(LONG).until(() -> sent.get() > 10);
      } finally {
        leaving.close();
      }
      assertThat(ended).succeedsWithin(Place.SOON);
    }
  }

  @Test
  void senderKilled_whileItWaits_isDeadAtOnce() {
    try (var place = Place.erlang()) {
      var node = place.node();
      assertThat(node.ping(place.name())).isTrue();
      place.erl().process().freeze();
      var sent = new AtomicInteger();
      Pid sender =
          node.spawn(self -> {
            for (int i = 0; i < MESSAGES; i++) {
              self.send(ProcessName.of("nobody", place.name()), Binary.wrap(new byte[SIZE]));
              sent.incrementAndGet();
            }
          });
      Awaitility.await().atMost(LONG).until(() -> sent.get() > 10);
      node.exit(sender, Atom.KILL);
      Awaitility.await().atMost(Place.SOON).until(() -> !node.isAlive(sender));
      place.erl().process().thaw();
      assertThat(node.call(ProcessName.of("echo", place.name()), Atom.OK, LONG)).isEqualTo(Atom.OK);
    }
  }
}
