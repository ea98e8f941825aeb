package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One of two nodes is stopped (SIGSTOP) under full load, and goes on: memory stays bounded,
/// nothing is lost or changes places. `-Dfrozen=60` stops it for a minute.
class FrozenPeerIT {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final Duration TICK_TIME = Duration.ofSeconds(240);
  private static final Duration FROZEN = Duration.ofSeconds(Integer.getInteger("frozen", 5));
  private static final int SENDERS = 20;
  private static final long MOST_QUEUED = 8 << 20;

  private static Epmd epmd;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    RealErlang.require();
    epmd = Epmd.start();
    erl =
        Wire.under(
                ErlangNode.builder("erl@127.0.0.1")
                    .cookie(Place.COOKIE)
                    .epmdPort(epmd.port())
                    .arguments("-kernel", "net_ticktime", TICK_TIME.toSeconds() + ""))
            .start();
    erl.load(FrozenPeerIT.class, "jergon_suite.erl");
  }

  @AfterAll
  static void stop() {
    Closing.all(erl, epmd);
  }

  @BeforeEach
  void forget() {
    erl.forget(); // the other test has the same variables
  }

  /// Looks all the time that the process is stopped.
  private static void whileFrozen(Runnable look) {
    long end = System.nanoTime() + FROZEN.toNanos();
    await()
        .atMost(FROZEN.plus(LONG))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          look.run();
          return System.nanoTime() - end > 0;
        });
  }

  @Test
  void erlangIsStopped_javaSendsAllItCan_nothingIsLostAndMemoryIsBounded() throws Exception {
    erl.eval(
        """
        Main = self(),
        Ordered = spawn(fun() ->
            Loop = fun Loop(Next, Count, Wrong) ->
                receive
                    {Key, N, _} ->
                        Expected = maps:get(Key, Next, 0),
                        Loop(Next#{Key => N + 1}, Count + 1, [{Key, N, Expected} || N =/= Expected] ++ Wrong);
                    {how_many, Total} when Total =:= Count -> Main ! {Count, Wrong}
                end
            end,
            Loop(#{}, 0, [])
        end),
        register(ordered, Ordered)\
        """);
    ProcessName ordered = ProcessName.of("ordered", "erl@127.0.0.1");
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger sent = new AtomicInteger();
    try (Node node =
        Wire.under(
                Node.builder("java@127.0.0.1")
                    .cookie(Place.COOKIE)
                    .epmd(EpmdMode.CLIENT)
                    .epmdPort(epmd.port())
                    .listenAddress(InetAddress.getLoopbackAddress())
                    .tickTime(TICK_TIME))
            .start()) {
      assertThat(node.ping("erl@127.0.0.1")).isTrue();
      erl.process().freeze();
      for (int s = 0; s < SENDERS; s++) {
        Term key = Atom.of("sender" + s);
        Term bytes = Binary.wrap(new byte[s % 4 == 0 ? 300_000 : 1000]);
        node.spawn(self -> {
          for (int i = 0; !enough.get(); i++) {
            self.send(ordered, Tuple.of(key, IntegerTerm.of(i), bytes));
            sent.incrementAndGet();
          }
          ended.incrementAndGet();
        });
      }
      AtomicLong most = new AtomicLong();
      whileFrozen(() -> {
        long queued = node.connections().getFirst().queuedBytes();
        most.accumulateAndGet(queued, Math::max);
        assertThat(queued).isLessThan(MOST_QUEUED);
      });
      await().atMost(LONG).until(() -> node.connections().getFirst().waitingSenders() == SENDERS);
      enough.set(true);
      erl.process().thaw();
      await().atMost(LONG).until(() -> ended.get() == SENDERS);
      assertThat(
              erl.eval(
                  "ordered ! {how_many, %d}, receive X -> X after 100000 -> nothing end"
                      .formatted(sent.get()),
                  LONG))
          .isEqualTo("{" + sent.get() + ",[]}");
      System.out.printf(
          "FrozenPeerIT: %d messages past an Erlang that was stopped for %s, at most %d bytes queued%n",
          sent.get(), FROZEN, most.get());
    }
  }

  @Test
  void javaIsStopped_erlangSendsAllItCan_nothingIsLostAndMemoryIsBounded() {
    try (SmallNode small = SmallNode.onTheWire(epmd.port(), "64m", TICK_TIME)) {
      erl.eval(
          """
          N = 'small@127.0.0.1', pong = net_adm:ping(N),
          Enough = counters:new(2, []),
          Sender = fun(Key, Bytes) -> fun() ->
              Loop = fun Loop(I) ->
                  case counters:get(Enough, 1) of
                      0 -> {ordered, N} ! {Key, I, Bytes}, counters:add(Enough, 2, 1), Loop(I + 1);
                      _ -> ok
                  end
              end,
              Loop(0)
          end end\
          """);
      small.process().freeze();
      erl.eval(
          """
          Senders = [spawn_monitor(Sender({sender, S}, binary:copy(<<7>>, case S rem 4 of 0 -> 300000; _ -> 1000 end)))
              || S <- lists:seq(1, %d)]\
          """
              .formatted(SENDERS));
      AtomicLong most = new AtomicLong();
      whileFrozen(() -> {
        most.accumulateAndGet(Long.parseLong(erl.eval("erlang:memory(total)", LONG)), Math::max);
        assertThat(small.process().isAlive()).isTrue();
      });
      erl.eval("counters:put(Enough, 1, 1)");
      small.process().thaw();
      erl.eval("[receive {'DOWN', R, process, P, normal} -> ok end || {P, R} <- Senders]", LONG);
      String sent = erl.eval("counters:get(Enough, 2)");
      // The question is behind the others of this process only: it is asked until all are there.
      await()
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(
                      erl.eval(
                          "{ordered, N} ! {self(), how_many}, receive X -> X after 60000 -> nothing end",
                          LONG))
                  .isEqualTo("{" + sent + ",0}"));
      assertThat(small.process().isAlive()).isTrue();
      System.out.printf(
          "FrozenPeerIT: %s messages past a JVM of 64 MB that was stopped for %s, Erlang had %d bytes%n",
          sent, FROZEN, most.get());
    }
  }
}
