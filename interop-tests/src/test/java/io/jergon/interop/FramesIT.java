package io.jergon.interop;

import static io.jergon.interop.FramePeers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.interop.FramePeers.Checked;
import io.jergon.node.Node;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RandomTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The atom cache and fragments against every release of OTP there is, whoever dialled: what goes
/// through in either direction is whole, and in the order of each sender.
@ParameterizedClass
@MethodSource("io.jergon.interop.FramePeers#each")
class FramesIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int FIRST_WITH_RECORDS = 29;
  private static final int MIB = 1 << 20;
  private static final int SENDERS = 10;

  /// With three new ones in two messages, several times the 2048 slots of a cache.
  private static final int ATOM_MESSAGES = 6000;

  private final FramePeers peers;
  private final Node node;
  private final ErlangNode erl;

  FramesIT(FramePeers peers) {
    this.peers = peers;
    node = peers.node();
    erl = peers.erl();
  }

  @AfterEach
  void theConnectionIsStillUp() {
    assertThat(peers.hasBroken()).isFalse();
  }

  @Test
  void toErlang_randomTerms_areTheSame() {
    RandomTerms terms = RandomTerms.seeded();
    int count = 3000;
    node.spawn(self ->
        IntStream.range(0, count).forEach(i -> send(self, "terms", i, Messages.term(next(terms)))));

    assertThat(peers.report(count, "{Counts, Errors}"))
        .as("seed " + terms.seed())
        .isEqualTo("{[{terms," + count + "}],[]}");
  }

  @Test
  void toErlang_thousandsOfAtoms_pushEachOtherOutOfTheCache() {
    node.spawn(self ->
        IntStream.range(0, 2 * ATOM_MESSAGES) // each comes again when the cache has forgotten it
            .forEach(i -> send(self, "atoms", i, Messages.atoms(i % ATOM_MESSAGES))));

    assertThat(peers.report(2 * ATOM_MESSAGES, "{Counts, Errors}"))
        .isEqualTo("{[{atoms," + 2 * ATOM_MESSAGES + "}],[]}");
  }

  @Test
  void toErlang_longAndShortOfManySenders_keepTheOrderOfEach() {
    int each = 60;
    for (int sender = 0; sender < SENDERS; sender++) {
      String key = "sender" + sender;
      node.spawn(self ->
          IntStream.range(0, each)
              .forEach(i -> send(self, key, i, Messages.binary(i % 20 == 0 ? 3 * MIB + i : i))));
    }

    assertThat(peers.report(SENDERS * each, "{length(Counts), length(Keys), Errors}"))
        .isEqualTo("{" + SENDERS + "," + SENDERS * each + ",[]}");
  }

  /// The sender is killed in the middle, too.
  @Test
  void toErlang_shortMessages_passALongOneThatIsUnderWay() {
    erl.process().freeze();
    Pid large;
    try {
      large =
          node.spawn(self -> {
            send(
                self,
                "large",
                0,
                Messages.binary(64 * MIB)); // waits: the sockets take a part of it
            send(self, "large", 1, Messages.binary(10));
          });
      await().atMost(LONG).until(() -> peers.connection().waitingSenders() == 1);
      for (int sender = 0; sender < SENDERS; sender++) {
        String key = "sender" + sender;
        node.spawn(self -> send(self, key, 0, Messages.binary(100)));
      }
      await().atMost(LONG).until(() -> peers.connection().waitingSenders() == 1 + SENDERS);
      node.exit(large, Atom.KILL);
    } finally {
      erl.process().thaw();
    }

    assertThat(peers.report(1 + SENDERS, "{length(Counts), lists:last(Keys), Errors}"))
        .isEqualTo("{" + (1 + SENDERS) + ",large,[]}");
  }

  /// Stopped as by SIGSTOP under full load: senders wait, memory is bounded, nothing is lost.
  @Test
  void toErlang_peerThatStopsForAWhile_getsEverythingInOrder() {
    int each = 100;
    erl.process().freeze();
    try {
      for (int sender = 0; sender < SENDERS; sender++) {
        String key = "sender" + sender;
        node.spawn(self ->
            IntStream.range(0, each)
                .forEach(i -> send(self, key, i, Messages.binary(100_000 + i))));
      }
      await().atMost(LONG).until(() -> peers.connection().waitingSenders() == SENDERS);
      assertThat(peers.connection().queuedBytes()).isLessThan(8 * MIB);
    } finally {
      erl.process().thaw();
    }

    assertThat(peers.report(SENDERS * each, "{length(Counts), length(Keys), Errors}"))
        .isEqualTo("{" + SENDERS + "," + SENDERS * each + ",[]}");
  }

  @Test
  void fromErlang_randomTerms_areTheSame() throws Exception {
    RandomTerms terms = RandomTerms.seeded();
    for (int i = 0; i < 300; i++) {
      erl.bindExternal("Content", TermEncoder.encode(Messages.term(next(terms))));
      erl.eval("To ! {terms, " + i + ", Content}");
    }

    assertThat(wrong(peers.received("terms", 300))).as("seed " + terms.seed()).isEmpty();
  }

  @Test
  void fromErlang_thousandsOfAtoms_pushEachOtherOutOfTheCache() throws Exception {
    for (String key : List.of("atoms_first", "atoms_again")) {
      erl.eval("jergon_frames:atoms(To, " + key + ", 0, " + ATOM_MESSAGES + ")");

      assertThat(wrong(peers.received(key, ATOM_MESSAGES))).isEmpty();
    }
  }

  @Test
  void fromErlang_longAndShortOfManySenders_keepTheOrderOfEach() throws Exception {
    erl.eval("jergon_frames:binaries(To, many0, 1, " + 64 * MIB + ", 3)");
    erl.eval(
        "[jergon_frames:binaries(To, list_to_atom(\"many\" ++ integer_to_list(I)), 4, %d, 20) || I <- lists:seq(1, %d)]"
            .formatted(3 * MIB / 2, SENDERS));

    List<Checked> all = peers.received("many", 4 + SENDERS * 4 * 21);

    assertThat(wrong(all)).isEmpty();
    Map<String, Long> counts =
        all.stream().collect(Collectors.groupingBy(Checked::key, Collectors.counting()));
    assertThat(counts).hasSize(1 + SENDERS).containsEntry("many0", 4L).containsEntry("many10", 84L);
  }

  /// An Erlang process that is killed in the middle of a message finishes it.
  @Test
  void fromErlang_sendersThatAreKilled_leaveNothingBehind() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(erl.eval("jergon_frames:doomed(To, doomed" + i + ", " + 8 * MIB + ")"))
          .isEqualTo("killed");
    }
    erl.eval("To ! {doomed_not, 0, {term, [], term_to_binary([])}}");

    Checked last;
    do {
      last = peers.received("doomed", 1).getFirst();
      assertThat(last.intact()).isTrue();
    } while (!last.key().equals("doomed_not"));
  }

  @Test
  void nativeRecords_bothWays_areTheSame() throws Exception {
    assumeTrue(
        Integer.parseInt(erl.eval("list_to_integer(erlang:system_info(otp_release))"))
            >= FIRST_WITH_RECORDS);
    RandomTerms terms = RandomTerms.seeded();
    int count = 300;
    List<Term> records = Stream.<Term>generate(terms::record).limit(count).toList();
    node.spawn(self ->
        IntStream.range(0, count)
            .forEach(i -> send(self, "records", i, Messages.term(records.get(i)))));
    for (int i = 0; i < count; i++) {
      erl.bindExternal("Content", TermEncoder.encode(Messages.term(records.get(i))));
      erl.eval("To ! {records, " + i + ", Content}");
    }

    assertThat(peers.report(count, "{Counts, Errors}"))
        .as("seed " + terms.seed())
        .isEqualTo("{[{records," + count + "}],[]}");
    assertThat(wrong(peers.received("records", count))).as("seed " + terms.seed()).isEmpty();
  }

  /// Without what a BEAM itself does not take for the same: funs of modules that no node has (OTP
  /// 25 and 27), and references as keys of maps with more than 32 (OTP 25).
  private static Term next(RandomTerms terms) {
    Term term;
    String text;
    do {
      term = terms.next();
      text = term.toString();
    } while (text.contains("#Fun<") || (text.contains("#Ref<") && text.contains("#{")));
    return term;
  }

  /// The messages that are damaged, or not the next one of their sender.
  private static List<Checked> wrong(List<Checked> messages) {
    Map<String, Integer> next = new TreeMap<>();
    return messages.stream()
        .filter(it -> !it.intact() || next.merge(it.key(), 1, Integer::sum) != it.number() + 1)
        .toList();
  }
}
