package io.jergon.node.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.DecodeException;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.Tuple;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.GroupLeaderMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.MonitorMessage.Demonitor;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.InboundFrames.Received;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.jergon.node.quota.Quota;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderFramesTest {
  private static final Pid FROM = Pid.of(Atom.of("erl@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("jvm@h"), 99, 1, 8);
  private static final long MAX_UNFINISHED = 4 << 20;

  private final InboundFrames frames = reader(Flags.OFFER);

  private static InboundFrames reader(Flags flags) {
    return InboundFrames.of(
        flags, TermDecoder.DEFAULT, MAX_UNFINISHED, new Quota(1L << 40).share());
  }

  /// What OTP 25 sent to a node with the atom cache, when net_adm:ping was over.
  @Test
  void read_framesOfOtp25_fillTheCacheAndUseIt() {
    String first =
        "8344029f00db0974743732323740766daf0a6e65745f6b65726e656c"
            + "68046114585200000000090000000"
            + "06b00e24e5201"
            + "5a000352006b00e24e0003685c65ed00028673e5ee";
    String again =
        "834402170"
            + "0dbaf68046114585200000000090000000"
            + "06b00e24e52015a000352006b00e24e0003685c65ed00028673e5ee";

    Received received = frames.read(HexFormat.of().parseHex(first));
    Received repeated = frames.read(HexFormat.of().parseHex(again));

    assertThat(received.control()).isInstanceOf(Demonitor.class).isEqualTo(repeated.control());
    Demonitor demonitor = (Demonitor) received.control();
    assertThat(demonitor.from().node()).isEqualTo(Atom.of("tt7227@vm"));
    assertThat(demonitor.target()).isEqualTo(Atom.of("net_kernel"));
  }

  @Test
  void write_sameAtomsAgain_areReferences() {
    Addressed send = send(FROM, Term.parse("{hello, [world, hello]}"));

    List<byte[]> written = Written.frames(Flags.OFFER, send, send);

    assertThat(HexFormat.of().formatHex(written.getFirst())).startsWith("834404");
    assertThat(new String(written.getLast(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("hello", "world", "jvm@h");
    assertThat(written.getLast().length).isLessThan(written.getFirst().length - 15);
    assertThat(read(frames, written)).isEqualTo(received(send, send));
  }

  @Test
  void write_moreAtomsThanTheHeaderHolds_spellsTheRestOut() {
    Term many =
        ListTerm.of(IntStream.range(0, 600).mapToObj(i -> (Term) Atom.of("atom" + i)).toList());
    Addressed send = send(FROM, many);

    List<byte[]> written = Written.frames(Flags.OFFER, send, send, send);

    assertThat(written.getFirst()[2] & 0xff).isEqualTo(255);
    assertThat(read(frames, written)).isEqualTo(received(send, send, send));
  }

  @Test
  void write_longAtoms_haveLengthsOfTwoBytes() {
    Addressed send = send(FROM, Tuple.of(Atom.of("\u20ac".repeat(255)), Atom.of("a"), Atom.of("")));

    assertThat(read(frames, Written.frames(Flags.OFFER, send, send)))
        .isEqualTo(received(send, send));
  }

  @Test
  void write_atomsThatShareASlot_pushEachOtherOut() {
    List<Addressed> sends = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      sends.add(send(FROM, Tuple.of(Atom.of("a" + i), Atom.of("a" + i / 3), Atom.of("b" + i % 7))));
    }

    assertThat(read(frames, Written.frames(Flags.OFFER, sends)))
        .isEqualTo(received(sends.toArray(Addressed[]::new)));
  }

  @Test
  void write_longMessage_goesInFragmentsThatLetOthersPass() {
    Pid other = Pid.of(Atom.of("erl@h"), 89, 0, 7);
    Addressed large = send(FROM, binary(300_000));
    Addressed behind = new Addressed(new LinkMessage.Link(FROM, TO), null);
    Addressed passes = send(other, Atom.OK);

    List<byte[]> written = Written.frames(Flags.OFFER, large, behind, passes);

    assertThat(written.stream().map(it -> it[1] & 0xff))
        .containsExactly(69, 68, 70, 70, 70, 70, 68);
    assertThat(written).allMatch(frame -> frame.length < 66_000);
    assertThat(read(frames, written)).isEqualTo(received(passes, large, behind));
  }

  @Test
  void write_messageWithoutSender_waitsForLongOnes() {
    Addressed large = send(FROM, binary(200_000));
    Addressed anonymous = new Addressed(new SendMessage.SendAnonymously(TO, null), Atom.OK);
    Addressed later = send(Pid.of(Atom.of("erl@h"), 90, 0, 7), Atom.ERROR);

    List<byte[]> written = Written.frames(Flags.OFFER, large, anonymous, later);

    assertThat(read(frames, written)).isEqualTo(received(large, anonymous, later));
  }

  /// The order that matters is that of the process that died, or that called.
  @Test
  void write_endOfANameAndGroupLeader_waitForTheirProcessAlone() {
    Pid other = Pid.of(Atom.of("erl@h"), 90, 0, 7);
    Ref ref = Ref.of(Atom.of("erl@h"), 7, 1, 2, 3);
    Addressed large = send(FROM, binary(200_000));
    Addressed ownEnd = new Addressed(new MonitorExit(Atom.of("own"), TO, ref, FROM), Atom.OK);
    Addressed ownLeader = new Addressed(new GroupLeaderMessage(FROM, TO, FROM), null);
    Addressed end = new Addressed(new MonitorExit(Atom.of("name"), TO, ref, other), Atom.OK);
    Addressed leader = new Addressed(new GroupLeaderMessage(FROM, TO, other), null);

    List<byte[]> written = Written.frames(Flags.OFFER, large, ownEnd, ownLeader, end, leader);

    assertThat(read(frames, written).stream().map(r -> r.control().operation()))
        .containsExactly(28, 7, 22, 28, 7);
  }

  @Test
  void write_longMessageWithoutSender_letsNothingPass() {
    Addressed large = new Addressed(new SendMessage.SendAnonymously(TO, null), binary(200_000));
    Addressed later = send(FROM, Atom.OK);

    assertThat(read(frames, Written.frames(Flags.OFFER, large, later)))
        .isEqualTo(received(large, later));
  }

  static Stream<Flags> flags() {
    return Stream.of(
        Flags.OFFER,
        Flags.BRING_UP.with(DistributionFlag.FRAGMENTS),
        Flags.BRING_UP.with(DistributionFlag.DIST_HDR_ATOM_CACHE),
        Flags.BRING_UP);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void write_randomMessagesOfManySenders_arriveInTheOrderOfEach(Flags flags) {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<Addressed> sent = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Pid from = Pid.of(Atom.of("erl@h"), random.nextInt(100), 0, 7);
      int size = random.nextInt(20) == 0 ? random.nextInt(400_000) : random.nextInt(200);
      sent.add(send(from, Tuple.of(Atom.of("m" + random.nextInt(300)), binary(size))));
    }

    List<Addressed> read =
        read(
            InboundFrames.of(flags, TermDecoder.DEFAULT, 256 << 20, new Quota(1L << 40).share()),
            Written.frames(flags, sent));

    assertThat(bySender(read)).as("seed " + seed).isEqualTo(bySender(sent));
  }

  @Test
  void read_fragmentsNobodyBegan_areRefused() {
    byte[] fragment = Written.frames(Flags.OFFER, send(FROM, binary(200_000))).get(1);

    assertThatThrownBy(() -> frames.read(fragment))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("fragment 3 of the unknown sequence 1");
  }

  @Test
  void read_fragmentsOutOfOrder_areRefused() {
    List<byte[]> written = Written.frames(Flags.OFFER, send(FROM, binary(200_000)));
    frames.read(written.getFirst());

    assertThatThrownBy(() -> frames.read(written.get(2)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("fragment 2 of sequence 1 (expected: 3)");
  }

  @Test
  void read_sequenceBegunTwice_isRefused() {
    byte[] first = Written.frames(Flags.OFFER, send(FROM, binary(200_000))).getFirst();
    frames.read(first);

    assertThatThrownBy(() -> frames.read(first)).hasMessage("fragment sequence 1 begun twice");
  }

  @Test
  void read_moreUnfinishedThanAllowed_isRefused() {
    byte[] first = Written.frames(Flags.OFFER, send(FROM, binary(200_000))).getFirst();
    first[17] = 127; // of the number of fragments: a gigabyte announced

    int begun = 0;
    try {
      for (; begun < 100; begun++) {
        byte[] next = first.clone();
        next[9] = (byte) (begun + 2);
        frames.read(next);
      }
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("unfinished messages of more than 4194304 bytes");
    }
    assertThat(begun).isBetween(5, 63);
  }

  @Test
  void read_controlMessageWithoutPayloadInFragments_isRefused() {
    byte[] link =
        Written.frames(Flags.OFFER, new Addressed(new LinkMessage.Link(FROM, TO), null)).getFirst();
    byte[] first = new byte[link.length + 16];
    System.arraycopy(link, 2, first, 18, link.length - 2);
    first[0] = (byte) 131;
    first[1] = 69;
    first[17] = 2;

    assertThatThrownBy(() -> frames.read(first)).hasMessage("control message 1 in 2 fragments");
  }

  @Test
  void read_emptySlot_isRefused() {
    assertThatThrownBy(() -> frames.read(HexFormat.of().parseHex("8344010005")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("a reference to the empty slot 5 of the atom cache");
  }

  @Test
  void read_atomThatIsNoUtf8_isRefused() {
    assertThatThrownBy(() -> frames.read(HexFormat.of().parseHex("834401080501ff")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("a new atom of 1 bytes that is none");
  }

  @Test
  void read_passThroughFrame_isRefused() {
    byte[] passThrough = Written.frames(Flags.BRING_UP, send(FROM, Atom.OK)).getFirst();

    assertThatThrownBy(() -> frames.read(passThrough))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("frame of kind 112 (expected: a distribution header)");
  }

  @Test
  void read_fragmentsThatWereNotAgreedUpon_areRefused() {
    byte[] first = Written.frames(Flags.OFFER, send(FROM, binary(200_000))).getFirst();
    InboundFrames cacheOnly = reader(Flags.BRING_UP.with(DistributionFlag.DIST_HDR_ATOM_CACHE));

    assertThatThrownBy(() -> cacheOnly.read(first)).hasMessageStartingWith("frame of kind 69");
  }

  /// 200 at once, so that some have to wait until others are complete.
  @Test
  void write_moreLongMessagesThanMayBeOpen_keepTheOrderOfEach() {
    List<Addressed> sent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int sender = 0; sender < 200; sender++) {
        Pid from = Pid.of(Atom.of("erl@h"), sender, 0, 7);
        sent.add(send(from, binary(150_000 + sender)));
        sent.add(send(from, Tuple.of(Atom.of("after"), binary(10 * i))));
      }
    }

    List<Addressed> read =
        read(
            InboundFrames.of(
                Flags.OFFER, TermDecoder.DEFAULT, 256 << 20, new Quota(1L << 40).share()),
            Written.frames(Flags.OFFER, sent));

    assertThat(bySender(read)).isEqualTo(bySender(sent));
  }

  /// What has no sender may be of any of them: it stays where it is among the messages of each.
  @Test
  void write_messagesWithoutSenderAmongLongOnes_stayInTheirPlace() {
    Pid[] from = new Pid[90];
    Arrays.setAll(from, i -> Pid.of(Atom.of("erl@h"), i, 0, 7));
    List<Addressed> sent = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      sent.add(
          i % 97 == 0
              ? new Addressed(new SendMessage.SendAnonymously(TO, null), binary(i))
              : send(from[i % from.length], binary(i % 3 == 0 ? 100_000 + i : i)));
    }

    List<Addressed> read =
        read(
            InboundFrames.of(
                Flags.OFFER, TermDecoder.DEFAULT, 256 << 20, new Quota(1L << 40).share()),
            Written.frames(Flags.OFFER, sent));

    for (Pid sender : from) {
      assertThat(orAnonymous(read, sender)).isEqualTo(orAnonymous(sent, sender));
    }
  }

  private static List<Addressed> orAnonymous(List<Addressed> messages, Pid sender) {
    return messages.stream()
        .filter(
            it -> !(it.control() instanceof SendMessage.Send send) || send.from().equals(sender))
        .toList();
  }

  @Test
  void write_largeBinaries_areSentFromTheirOwnArrays() {
    Addressed send =
        send(FROM, Tuple.of(binary(5000), Atom.OK, binary(300_000), Atom.ERROR, binary(4096)));

    for (Flags flags : flags().toList()) {
      List<byte[]> written = Written.frames(flags, send, send);

      assertThat(read(reader(flags), written)).isEqualTo(received(send, send));
    }
  }

  @Test
  void read_exitWithALargeReasonInTheTuple_isTheMessage() {
    Addressed exit =
        new Addressed(new ExitMessage.Exit(FROM, TO, null), Tuple.of(binary(100_000), Atom.OK));
    Flags old = Flags.MANDATORY_26;

    List<Addressed> read = read(reader(old), Written.frames(old, exit));

    assertThat(read.getFirst().control())
        .isEqualTo(
            new ExitMessage.ExitWithReason(FROM, TO, null, Tuple.of(binary(100_000), Atom.OK)));
  }

  /// Every field of a header by itself, in the order they come.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          83                         | the frame ends behind the version
          8344                       | no number of atoms
          834403                     | no flags
          83440300                   | flags end too early
          8344020000                 | no index
          834401080501               | a new atom without its name
          8344010805ff61             | a name that ends too early
          83440118050001             | a long atom without its name
          8344010805026161           | no control message
          83440061                   | a control message that ends too early
          83440052 00                | an atom of the header where there are none
          834401080501615201         | an atom beyond the header's
          8344006101                 | no tuple
          834400680161ff             | an unknown operation
          834500000000000000         | no whole sequence
          83450000000000000001000000 | no whole number
          8345000000000000000100000000000000000068 | no fragments at all
          83450000000000000001ffffffffffffffff00   | 2^64-1 fragments, and no control message
          83460000000000000001       | another fragment without its number
          834600000000000000010000000000000001 | a fragment of no sequence
          8347                       | an unknown kind
          7083                       | passed through
          00                         | no version
          """)
  void read_fieldThatIsWrong_isRefused(String hex, String what) {
    byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatThrownBy(() -> frames.read(frame))
        .as(what)
        .isInstanceOfAny(ProtocolException.class, DecodeException.class);
  }

  @Test
  void read_atomOfMoreThan255Characters_isRefused() {
    byte[] header = HexFormat.of().parseHex("834401180501" + "00");
    byte[] frame = Arrays.copyOf(header, header.length + 256);
    Arrays.fill(frame, header.length, frame.length, (byte) 'a');

    assertThatThrownBy(() -> frames.read(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("a new atom of 256 bytes that is none");
  }

  @Test
  void read_sequenceThatIsComplete_mayBeginAgain() {
    Addressed send = send(FROM, binary(200_000));
    List<byte[]> written = Written.frames(Flags.OFFER, send);

    assertThat(read(frames, written)).isEqualTo(received(send));
    assertThat(read(frames, written)).isEqualTo(received(send));
    assertThatThrownBy(() -> frames.read(written.getLast()))
        .hasMessageContaining("unknown sequence");
  }

  @Test
  void read_anySequenceNumbers_tellMessagesApart() {
    Addressed send = send(FROM, binary(200_000));
    List<byte[]> one = Written.frames(Flags.OFFER, send);
    List<byte[]> two = new ArrayList<>();
    for (byte[] frame : one) {
      byte[] other = frame.clone();
      Arrays.fill(other, 2, 10, (byte) -1);
      two.add(other);
    }
    List<byte[]> both = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      both.add(one.get(i));
      both.add(two.get(i));
    }

    assertThat(read(frames, both)).isEqualTo(received(send, send));
  }

  @Test
  void read_singleFragment_isAWholeMessage() {
    Addressed send = send(FROM, Atom.OK);
    byte[] whole = Written.frames(Flags.OFFER, send).getFirst();
    byte[] first = new byte[whole.length + 16];
    System.arraycopy(whole, 2, first, 18, whole.length - 2);
    first[0] = (byte) 131;
    first[1] = 69;
    first[17] = 1;

    assertThat(read(frames, List.of(first))).isEqualTo(received(send));
  }

  @Test
  void read_emptyFragments_areAccepted() {
    List<byte[]> written = Written.frames(Flags.OFFER, send(FROM, binary(100_000)));
    byte[] first = written.getFirst().clone();
    first[17] = 3;
    byte[] empty = Arrays.copyOf(written.getLast(), 18);
    empty[17] = 2;

    assertThat(read(frames, List.of(first, empty, written.getLast()))).hasSize(1);
  }

  @Test
  void read_payloadThatIsNotComplete_isRefused() {
    List<byte[]> written = Written.frames(Flags.OFFER, send(FROM, binary(100_000)));
    byte[] last = Arrays.copyOf(written.getLast(), written.getLast().length - 1);
    frames.read(written.getFirst());

    assertThatThrownBy(() -> frames.read(last)).isInstanceOf(DecodeException.class);
  }

  @Test
  void read_controlMessagesOfUnfinishedOnes_countToo() {
    Term label = Tuple.of(binary(20_000), Atom.OK);
    Addressed send = new Addressed(new SendMessage.Send(FROM, TO, label), binary(100_000));
    byte[] first = Written.frames(Flags.OFFER, send).getFirst();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                byte[] next = first.clone();
                next[9] = (byte) i;
                frames.read(next);
              }
            })
        .hasMessageContaining("unfinished messages");
  }

  @Test
  void read_damagedFrames_areMessagesOrRefused() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<byte[]> good =
        Written.frames(
            Flags.OFFER,
            send(FROM, Term.parse("{hello, [1, 2.5, <<\"x\">>], #{a => b}}")),
            send(FROM, binary(100_000)),
            new Addressed(new LinkMessage.Link(FROM, TO), null));
    for (int i = 0; i < 20_000; i++) {
      InboundFrames reader = reader(Flags.OFFER);
      try {
        for (byte[] frame : good) {
          byte[] bad =
              Arrays.copyOf(
                  frame, random.nextInt(10) == 0 ? random.nextInt(frame.length) : frame.length);
          if (bad.length > 0 && random.nextBoolean()) {
            bad[random.nextInt(Math.min(bad.length, 100))] = (byte) random.nextInt();
          }
          reader.read(bad);
        }
      } catch (ProtocolException | DecodeException expected) {
        assertThat(expected).as("seed " + seed).hasMessageNotContaining("\n");
      }
    }
  }

  private static Addressed send(Pid from, Term message) {
    return new Addressed(new SendMessage.Send(from, TO, null), message);
  }

  private static Binary binary(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Binary.wrap(bytes);
  }

  private static List<Addressed> read(InboundFrames reader, List<byte[]> frames) {
    List<Addressed> all = new ArrayList<>();
    for (byte[] frame : frames) {
      Received received = reader.read(frame);
      if (received != null) {
        all.add(new Addressed(received.control(), received.payload()));
      }
    }
    return all;
  }

  private static List<Addressed> received(Addressed... messages) {
    return List.of(messages);
  }

  private static Map<Pid, List<Addressed>> bySender(List<Addressed> messages) {
    Map<Pid, List<Addressed>> all = new LinkedHashMap<>();
    for (Addressed message : messages) {
      Pid from = ((SendMessage.Send) message.control()).from();
      all.computeIfAbsent(from, _ -> new ArrayList<>()).add(message);
    }
    return all;
  }
}
