package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Peers that know the cookie and mean harm, against a node with a heap of 64 MB. During each
/// attack a real Erlang node is served; afterwards nothing of it is left.
class HostilePeerIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /// A heap that is as it was: 10 MB, and 6 of workers that are idle for a while.
  private static final long AFTERWARDS = 20 << 20;

  private static final Term NONE = ListTerm.EMPTY;

  private static Epmd epmd;
  private static SmallNode small;
  private static ErlangNode erl;
  private static int port;
  private static int attackers;

  private int mark;
  private int processes;
  private final List<Vandal> vandals = new ArrayList<>();

  @BeforeAll
  static void start() {
    RealErlang.require();
    epmd = Epmd.start();
    small = SmallNode.start(epmd.port(), "64m");
    port = FakePeer.portOf(epmd.port(), "small");
    erl =
        ErlangNode.builder("erl@127.0.0.1")
            .cookie(Place.COOKIE)
            .epmdPort(epmd.port())
            .arguments("-kernel", "net_ticktime", "4")
            .start();
    erl.eval(
        """
        N = 'small@127.0.0.1', pong = net_adm:ping(N),
        Client = spawn(fun() ->
            monitor_node(N, true),
            Loop = fun Loop(I) ->
                I = gen_server:call({echo, N}, I, 60000),
                receive
                    {nodedown, _} -> exit(nodedown);
                    {how_many, From} -> From ! {answered, I}
                after 5 -> ok
                end,
                Loop(I + 1)
            end,
            Loop(0)
        end),
        Answered = fun() -> Client ! {how_many, self()}, receive {answered, I} -> I after 60000 -> process_info(Client) end end\
        """);
  }

  @AfterAll
  static void stop() {
    Closing.all(erl, small, epmd);
  }

  @BeforeEach
  void look() {
    mark = small.process().lineCount();
    processes = held().processes();
  }

  /// All that the attack made the node keep is gone, and Erlang was served all the time.
  @AfterEach
  void nothingIsLeft() {
    vandals.forEach(Vandal::close);
    assertThat(small.process().isAlive()).as(small.process().output()).isTrue();
    // the sleeper may just have died of a link
    erl.eval(
        "[exit(Pid, kill) || P <- [sleeper, trapper], Pid <- [erpc:call(N, small, pid, [P])],"
            + " is_pid(Pid)]");
    eventually(() -> {
      Held held = held();
      assertThat(held.forPeers()).as("bytes held").isLessThan(100_000);
      assertThat(held.processes()).as("processes").isLessThanOrEqualTo(processes);
      assertThat(held.direct()).as("direct memory").isLessThan(16 << 20);
      assertThat(held.heap()).as("heap").isLessThan(AFTERWARDS);
    });
    assertServed();
  }

  private static void eventually(ThrowingRunnable assertions) {
    Awaitility.await().atMost(LONG).pollDelay(Duration.ZERO).untilAsserted(assertions);
  }

  private static void assertServed() {
    int before = Integer.parseInt(erl.eval("Answered()", LONG));
    assertThat(
            erl.eval(
                "jergon_wait = receive after 30 -> jergon_wait end, Answered() > %d"
                    .formatted(before),
                LONG))
        .isEqualTo("true");
  }

  /// What the node has after a collection.
  private record Held(long forPeers, int processes, long direct, long heap) {}

  private static Held held() {
    Tuple held =
        (Tuple) TermDecoder.DEFAULT.decode(erl.evalExternal("erpc:call(N, small, held, [])", LONG));
    return new Held(number(held, 0), (int) number(held, 1), number(held, 2), number(held, 3));
  }

  private static long number(Tuple numbers, int index) {
    return ((IntegerTerm) numbers.get(index)).longValue();
  }

  /// Those that die are started again at once, and have no pid for a moment.
  private static Pid pid(String name) {
    String asked = "erpc:call(N, small, pid, ['" + name + "'])";
    return (Pid)
        Awaitility.await()
            .atMost(LONG)
            .pollDelay(Duration.ZERO)
            .until(
                () -> TermDecoder.DEFAULT.decode(erl.evalExternal(asked)), Pid.class::isInstance);
  }

  private Vandal vandal(long flags) {
    Vandal vandal = Vandal.of("vandal" + ++attackers, port, flags);
    vandals.add(vandal);
    return vandal;
  }

  private Vandal vandal() {
    return vandal(FakePeer.BRING_UP_FLAGS);
  }

  private void assertClosed(Vandal vandal, String because) {
    assertThat(vandal.closedWithin(LONG)).as("closed").isTrue();
    assertComplainedOf(vandal, because);
  }

  private void assertComplainedOf(Vandal vandal, String because) {
    eventually(() -> assertThat(small.complaints(mark, vandal.name())).isNotEmpty());
    assertThat(small.complaints(mark, vandal.name())).singleElement().asString().contains(because);
  }

  // ---- what it makes the node remember ----

  @Test
  void links_byTheMillion_areCutOff() {
    Vandal vandal = vandal();
    Pid sleeper = pid("sleeper");
    vandal.floodAside(1_000_000, i -> Vandal.frame(vandal.link(i, sleeper), null));
    assertServed();
    assertClosed(vandal, "links and monitors, more than its share of the memory");
  }

  @Test
  void monitors_byTheMillion_areCutOff() {
    Vandal vandal = vandal();
    vandal.floodAside(1_000_000, i -> Vandal.frame(vandal.monitor(i, Atom.of("sleeper")), null));
    assertServed();
    assertClosed(vandal, "links and monitors, more than its share of the memory");
  }

  @Test
  void linksAndUnlinks_againAndAgain_areNoFlood() throws InterruptedException {
    Vandal vandal = vandal();
    Pid sleeper = pid("sleeper");
    Thread flood =
        vandal.floodAside(
            50_000,
            i ->
                i % 2 == 0
                    ? Vandal.frame(vandal.link(i, sleeper), null)
                    : Vandal.frame(vandal.unlink(i - 1, sleeper), null));
    for (int i = 0; i < 25_000; i++) {
      vandal.answer();
    }
    assertThat(flood.join(LONG)).isTrue();
    assertThat(small.complaints(mark, vandal.name())).isEmpty();
  }

  @Test
  void spawnRequests_ofProcessesThatNeverEnd_areRefusedFromSomeNumberOn() {
    Vandal vandal = vandal();
    Term linked = Vandal.list(Atom.of("link"));
    int count = 10_000;
    vandal.floodAside(count, i -> Vandal.frame(vandal.spawn(i, "sleep", 0, linked), NONE));
    int started = 0;
    for (int i = 0; i < count; i++) {
      Term result = vandal.answer().get(4);
      if (result instanceof Pid) {
        started++;
      } else {
        assertThat(result).isEqualTo(Atom.of("system_limit"));
      }
    }
    assertThat(started).isBetween(1000, 9000);
    assertServed();
  }

  @Test
  void callsOfRex_thatDoNotEnd_areRefusedFromSomeNumberOn() {
    Vandal vandal = vandal();
    int count = 10_000;
    Term call =
        Tuple.of(
            vandal.pid(1),
            Tuple.of(Atom.of("call"), Atom.of("small"), Atom.of("nap"), NONE, vandal.pid(1)));
    vandal.floodAside(count, i -> Vandal.frame(vandal.sendTo("rex"), call));
    assertThat(vandal.answer()).isNotNull(); // the first that was refused
    assertServed();
  }

  @Test
  void spawnRequests_thatEndWithLongReasonsNobodyReads_areBounded() {
    Vandal vandal = vandal();
    Term reason = ListTerm.of(Binary.wrap(new byte[200_000]));
    Term monitored = Vandal.list(Atom.of("monitor"));
    vandal.floodAside(1000, i -> Vandal.frame(vandal.spawn(i, "fail", 1, monitored), reason));
    assertServed();
    assertComplainedOf(vandal, "took nothing of");
  }

  // ---- messages that nobody handles ----

  static Stream<Arguments> toTheSleeper() {
    return Stream.of(
        Arguments.of("small messages", IntegerTerm.of(1)),
        Arguments.of("binaries", Binary.wrap(new byte[1 << 20])),
        Arguments.of(
            "terms of many parts",
            ListTerm.of(
                IntStream.range(0, 2000)
                    .mapToObj(i -> Tuple.of(Atom.EMPTY))
                    .toArray(Term[]::new))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("toTheSleeper")
  void messages_nobodyHandlesThem_slowTheSenderDownAndCostTheConnectionInTheEnd(
      String what, Term payload) {
    Vandal vandal = vandal();
    byte[] frame = Vandal.frame(vandal.sendTo("sleeper"), payload);
    vandal.floodAside((256 << 20) / frame.length, i -> frame);
    assertServed();
    assertClosed(vandal, "bytes of messages that nobody handled for 4000 ms");
  }

  @Test
  void exitSignals_nobodyHandlesThem_slowTheSenderDownAndCostTheConnectionInTheEnd() {
    Vandal vandal = vandal();
    byte[] frame = Vandal.frame(vandal.exit(pid("trapper")), Binary.wrap(new byte[1000]));
    vandal.floodAside((256 << 20) / frame.length, i -> frame);
    assertServed();
    assertClosed(vandal, "bytes of messages that nobody handled for 4000 ms");
  }

  /// Several at once have no more memory than one, and leave enough for the others.
  @Test
  void messages_ofManyPeersAtOnce_haveOneBoundTogether() {
    List<Vandal> all = IntStream.range(0, 6).mapToObj(i -> vandal()).toList();
    for (Vandal vandal : all) {
      byte[] frame = Vandal.frame(vandal.sendTo("sleeper"), Binary.wrap(new byte[10_000]));
      vandal.floodAside(10_000, i -> frame);
    }
    assertServed();
    for (Vandal vandal : all) {
      assertClosed(vandal, "bytes of messages that nobody handled for 4000 ms");
    }
  }

  @Test
  void messages_forASlowProcessWithALimit_areAllHandledInTheEnd() {
    Vandal vandal = vandal();
    byte[] frame = Vandal.frame(vandal.sendTo("limited"), Binary.wrap(new byte[1000]));
    int count = 3000;
    vandal.floodAside(count, i -> frame);
    assertServed();
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(() ->
            assertThat(
                    erl.eval(
                        "{limited, N} ! {self(), how_many}, receive H -> H after 30000 -> no end",
                        LONG))
                .isEqualTo(count + ""));
    assertThat(small.complaints(mark, vandal.name())).isEmpty();
  }

  // ---- for nobody ----

  @Test
  void signalsForNobody_byTheHundredThousand_areDropped() {
    Vandal vandal = vandal();
    Pid sleeper = pid("sleeper");
    Term nobody = Atom.of("nobody");
    vandal.flood(
        200_000,
        i ->
            switch (i % 4) {
              case 0 -> Vandal.frame(vandal.demonitor(i, sleeper), null);
              case 1 -> Vandal.frame(vandal.aliasSend(vandal.ref(i)), IntegerTerm.of(i));
              case 2 -> Vandal.frame(vandal.sendTo("nobody"), IntegerTerm.of(i));
              default -> Vandal.frame(vandal.demonitor(i, nobody), null);
            });
    assertAlive(vandal);
  }

  @Test
  void atoms_millionsOfThem_areKeptByNobody() {
    Vandal vandal = vandal();
    vandal.flood(
        1000,
        i ->
            Vandal.frame(
                vandal.sendTo("nobody"),
                ListTerm.of(
                    IntStream.range(0, 2000)
                        .mapToObj(j -> Atom.of("atom " + (2000 * i + j)))
                        .toArray(Term[]::new))));
    assertAlive(vandal);
    assertThat(held().heap()).as("heap").isLessThan(AFTERWARDS);
  }

  @Test
  void monitorsOfNobody_answersThatNobodyReads_costTheConnection() {
    Vandal vandal = vandal();
    Term nobody = Atom.of("x".repeat(255));
    vandal.floodAside(1_000_000, i -> Vandal.frame(vandal.monitor(i, nobody), null));
    assertServed();
    assertComplainedOf(vandal, "took nothing of");
  }

  private void assertAlive(Vandal vandal) {
    vandal.flood(1, i -> Vandal.frame(vandal.unlink(76, pid("sleeper")), null));
    assertThat(vandal.answer().get(1)).isEqualTo(IntegerTerm.of(77));
    assertThat(small.complaints(mark, vandal.name())).isEmpty();
  }

  // ---- terms that take more than their bytes ----

  static Stream<Arguments> dearTerms() {
    return Stream.of(
        Arguments.of(
            "five million empty tuples", list(5_000_000, (byte) 104, (byte) 0), "the limit of"),
        Arguments.of("five million tuples in each other", nested(5_000_000), "the limit of"),
        Arguments.of(
            "a list that announces 100 million",
            new byte[] {(byte) 131, 108, 5, 0, 0, 0, 106},
            "bytes remain"),
        Arguments.of("64 MB of zeros, compressed", bomb(64 << 20), "more than the limit of"),
        Arguments.of("a number of 4 MB", number(4 << 20), "more than the limit of"));
  }

  private static byte[] list(int count, byte... element) {
    ByteBuffer list = ByteBuffer.allocate(7 + count * element.length);
    list.put((byte) 131).put((byte) 108).putInt(count);
    for (int i = 0; i < count; i++) {
      list.put(element);
    }
    return list.put((byte) 106).array();
  }

  private static byte[] nested(int levels) {
    ByteBuffer term = ByteBuffer.allocate(2 + 2 * levels).put((byte) 131);
    for (int i = 0; i < levels; i++) {
      term.put((byte) 104).put((byte) 1);
    }
    return term.put((byte) 106).array();
  }

  private static byte[] number(int bytes) {
    return ByteBuffer.allocate(7 + bytes)
        .put((byte) 131)
        .put((byte) 111)
        .putInt(bytes)
        .put((byte) 0)
        .put(bytes + 6, (byte) 1)
        .array();
  }

  private static byte[] bomb(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(6).put((byte) 131).put((byte) 80).putInt(bytes + 5).array());
    try (DeflaterOutputStream deflating =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
      deflating.write(ByteBuffer.allocate(5).put((byte) 109).putInt(bytes).array());
      for (int i = 0; i < bytes; i += 1 << 20) {
        deflating.write(new byte[1 << 20]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dearTerms")
  void term_thatTakesMoreThanItsBytes_costsTheConnection(
      String what, byte[] payload, String because) {
    Vandal vandal = vandal();
    byte[] frame = Vandal.frame(TermEncoder.encode(vandal.sendTo("sleeper")), payload);
    vandal.floodAside(1, i -> frame);
    assertServed();
    assertClosed(vandal, because);
  }

  // ---- frames ----

  static Stream<Arguments> badHeaders() {
    byte[] part = new byte[100];
    Tuple control =
        Vandal.control(6, Pid.of(Atom.of("x@127.0.0.1"), 1, 0, 1), Atom.EMPTY, Atom.of("sleeper"));
    return Stream.of(
        Arguments.of(
            "an empty slot of the cache",
            new byte[] {0, 0, 0, 5, (byte) 131, 68, 1, 0, 7},
            "empty slot 7"),
        Arguments.of(
            "a header that ends early", new byte[] {0, 0, 0, 3, (byte) 131, 68, 9}, "broken term"),
        Arguments.of(
            "a fragment that nobody began", Vandal.fragment(5, 1, part), "unknown sequence 5"),
        Arguments.of(
            "fragment 0 of 0", Vandal.firstFragment(5, 0, control, part), "in 0 fragments"),
        Arguments.of(
            "two to the 64 fragments",
            Vandal.firstFragment(5, -1, control, part),
            "in 18446744073709551615 fragments"),
        Arguments.of(
            "a frame that was passed through", Vandal.frame(control, Atom.OK), "of kind 112"),
        Arguments.of("a frame of 2 GB", new byte[] {127, -1, -1, -1}, "bytes announced"),
        Arguments.of("a frame of 3 GB", new byte[] {-64, 0, 0, 0}, "bytes announced"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHeaders")
  void header_thatIsWrong_costsTheConnection(String what, byte[] bytes, String because) {
    Vandal vandal = vandal(Vandal.HEADER_FLAGS);
    vandal.flood(1, i -> bytes);
    assertClosed(vandal, because);
  }

  @Test
  void fragments_ofMessagesThatNeverEnd_areCutOff() {
    Vandal vandal = vandal(Vandal.HEADER_FLAGS);
    byte[] part = new byte[10_000];
    vandal.floodAside(
        20_000, i -> Vandal.firstFragment(i, 1_000_000, vandal.sendTo("sleeper"), part));
    assertServed();
    assertClosed(vandal, "unfinished messages of");
  }

  @Test
  void fragments_ofManyPeersAtOnce_haveOneBoundTogether() {
    byte[] part = new byte[10_000];
    List<Vandal> all = IntStream.range(0, 6).mapToObj(i -> vandal(Vandal.HEADER_FLAGS)).toList();
    for (Vandal vandal : all) {
      vandal.floodAside(
          20_000, i -> Vandal.firstFragment(i, 1_000_000, vandal.sendTo("sleeper"), part));
    }
    assertServed();
    for (Vandal vandal : all) {
      assertClosed(vandal, "unfinished messages of");
    }
  }

  @Test
  void connection_closedInTheMiddleOfFramesAndFragments_leavesNothing() {
    for (int i = 0; i < 40; i++) {
      try (Vandal vandal = vandal(Vandal.HEADER_FLAGS)) {
        byte[] part = new byte[50_000];
        vandal.flood(10, n -> Vandal.firstFragment(n, 5, vandal.sendTo("sleeper"), part));
        vandal.flood(1, n -> ByteBuffer.allocate(2 << 20).putInt(8 << 20).array());
      }
    }
    assertThat(small.process().linesSince(mark)).isEmpty();
  }

  /// Every name again and again, each time in place of its old connection.
  @Test
  void connections_thatComeAgainAndAgain_leaveNothing() {
    int first = attackers;
    for (int i = 0; i < 200; i++) {
      attackers = first + i % 5;
      vandal();
    }
    assertServed();
  }

  // ---- slow ones ----

  @Test
  void bytes_oneAtATime_areAMessageInTheEnd() {
    Vandal vandal = vandal();
    Term call =
        Tuple.of(Atom.of("$gen_call"), Tuple.of(vandal.pid(1), vandal.ref(1)), Atom.of("hi"));
    for (byte one : Vandal.frame(vandal.sendTo("echo"), call)) {
      vandal.flood(1, i -> new byte[] {one});
    }
    assertThat(vandal.answer().get(0)).isEqualTo(IntegerTerm.of(22)); // SEND_SENDER: the reply
  }

  /// Any byte is a sign of life, as in Erlang.
  @Test
  void byteNowAndThen_keepsTheConnection_silenceDoesNot() {
    Vandal slow = vandal();
    Vandal silent = vandal();
    byte[] call = Vandal.frame(slow.sendTo("echo"), Atom.of("hi"));
    int[] sent = {0};
    Awaitility.await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(LONG)
        .until(() -> {
          slow.flood(1, i -> new byte[] {call[sent[0]++]});
          return !small.complaints(mark, silent.name()).isEmpty();
        });
    assertThat(small.complaints(mark, silent.name()))
        .singleElement()
        .asString()
        .contains("was silent for 4000 ms");
    assertThat(small.complaints(mark, slow.name())).isEmpty();
  }
}
