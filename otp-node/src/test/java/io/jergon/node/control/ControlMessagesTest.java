package io.jergon.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.TermOutput;
import io.jergon.etf.Tuple;
import io.jergon.node.control.ExitMessage.Exit;
import io.jergon.node.control.ExitMessage.ExitWithReason;
import io.jergon.node.control.ExitMessage.LinkExit;
import io.jergon.node.control.ExitMessage.LinkExitWithReason;
import io.jergon.node.control.LinkMessage.Link;
import io.jergon.node.control.LinkMessage.Unlink;
import io.jergon.node.control.LinkMessage.UnlinkId;
import io.jergon.node.control.LinkMessage.UnlinkIdAck;
import io.jergon.node.control.MonitorMessage.Demonitor;
import io.jergon.node.control.MonitorMessage.Monitor;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.MonitorMessage.MonitorExitWithReason;
import io.jergon.node.control.SendMessage.Send;
import io.jergon.node.control.SendMessage.SendAnonymously;
import io.jergon.node.control.SendMessage.SendToAlias;
import io.jergon.node.control.SendMessage.SendToName;
import io.jergon.node.control.SpawnMessage.SpawnReply;
import io.jergon.node.control.SpawnMessage.SpawnRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessagesTest {
  private static final Pid FROM = Pid.of(Atom.of("erl@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("jvm@h"), 99, 1, 8);
  private static final Ref REF = Ref.of(Atom.of("erl@h"), 7, 1, 2, 3);
  private static final Atom NAME = Atom.of("echo");
  private static final Term TOKEN = Term.parse("{1, label, 2, nobody, 3}");
  private static final Term REASON = Term.parse("{shutdown, [why]}");
  private static final Term OPTIONS = Term.parse("[link, {priority, high}]");

  /// The message, its tuple with F for the sender, T for the receiver, R for the reference and K
  /// for the token, and whether a payload follows.
  static Stream<Arguments> messages() {
    return Stream.of(
        row(new Link(FROM, TO), "{1, F, T}", false),
        row(new SendAnonymously(TO, null), "{2, '', T}", true),
        row(new LinkExitWithReason(FROM, TO, null, REASON), "{3, F, T, {shutdown, [why]}}", false),
        row(new Unlink(FROM, TO), "{4, F, T}", false),
        row(new SendToName(FROM, NAME, null), "{6, F, '', echo}", true),
        row(new GroupLeaderMessage(FROM, TO), "{7, F, T}", false),
        row(new ExitWithReason(FROM, TO, null, REASON), "{8, F, T, {shutdown, [why]}}", false),
        row(new SendAnonymously(TO, TOKEN), "{12, '', T, K}", true),
        row(
            new LinkExitWithReason(FROM, TO, TOKEN, REASON),
            "{13, F, T, K, {shutdown, [why]}}",
            false),
        row(new SendToName(FROM, NAME, TOKEN), "{16, F, '', echo, K}", true),
        row(new ExitWithReason(FROM, TO, TOKEN, REASON), "{18, F, T, K, {shutdown, [why]}}", false),
        row(new Monitor(FROM, TO, REF), "{19, F, T, R}", false),
        row(new Monitor(FROM, NAME, REF), "{19, F, echo, R}", false),
        row(new Demonitor(FROM, TO, REF), "{20, F, T, R}", false),
        row(new Demonitor(FROM, NAME, REF), "{20, F, echo, R}", false),
        row(
            new MonitorExitWithReason(FROM, TO, REF, REASON),
            "{21, F, T, R, {shutdown, [why]}}",
            false),
        row(new Send(FROM, TO, null), "{22, F, T}", true),
        row(new Send(FROM, TO, TOKEN), "{23, F, T, K}", true),
        row(new LinkExit(FROM, TO, null), "{24, F, T}", true),
        row(new LinkExit(FROM, TO, TOKEN), "{25, F, T, K}", true),
        row(new Exit(FROM, TO, null), "{26, F, T}", true),
        row(new Exit(FROM, TO, TOKEN), "{27, F, T, K}", true),
        row(new MonitorExit(FROM, TO, REF), "{28, F, T, R}", true),
        row(new MonitorExit(NAME, TO, REF), "{28, echo, T, R}", true),
        row(
            new SpawnRequest(REF, FROM, TO, Atom.of("m"), Atom.of("f"), 2, OPTIONS, null),
            "{29, R, F, T, {m, f, 2}, [link, {priority, high}]}",
            true),
        row(
            new SpawnRequest(REF, FROM, TO, Atom.of("m"), Atom.of("f"), 255, OPTIONS, TOKEN),
            "{30, R, F, T, {m, f, 255}, [link, {priority, high}], K}",
            true),
        row(new SpawnReply(REF, TO, 3, FROM, null), "{31, R, T, 3, F}", false),
        row(
            new SpawnReply(REF, TO, 0, Atom.of("badopt"), TOKEN),
            "{32, R, T, 0, badopt, K}",
            false),
        row(new SendToAlias(FROM, REF, null), "{33, F, R}", true),
        row(new SendToAlias(FROM, REF, TOKEN), "{34, F, R, K}", true),
        row(new AltactMessage(false, true, FROM, TO, null), "{37, 1, F, T}", true),
        row(new AltactMessage(false, false, FROM, REF, null), "{37, 4, F, R}", true),
        row(new AltactMessage(false, false, FROM, REF, TOKEN), "{37, 6, F, R, K}", true),
        row(new AltactMessage(false, true, FROM, NAME, null), "{37, 9, F, echo}", true),
        row(new AltactMessage(true, true, FROM, TO, null), "{37, 17, F, T}", true),
        row(new AltactMessage(true, true, FROM, REF, TOKEN), "{37, 23, F, R, K}", true),
        row(new UnlinkId(1, FROM, TO), "{35, 1, F, T}", false),
        row(new UnlinkId(-1, FROM, TO), "{35, 18446744073709551615, F, T}", false),
        row(new UnlinkIdAck(Long.MIN_VALUE, FROM, TO), "{36, 9223372036854775808, F, T}", false));
  }

  private static Arguments row(ControlMessage message, String tuple, boolean payload) {
    return Arguments.of(message, term(tuple), payload);
  }

  private static Term term(String text) {
    return Term.parse(
        text.replaceAll("\\bF\\b", FROM.toString())
            .replaceAll("\\bT\\b", TO.toString())
            .replaceAll("\\bR\\b", REF.toString())
            .replaceAll("\\bK\\b", TOKEN.toString()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void encode_message_isTheProtocolsTuple(ControlMessage message, Term tuple, boolean payload) {
    assertThat(message.toTerm()).isEqualTo(tuple);
    assertThat(message.hasPayload()).isEqualTo(payload);
    assertThat(message.operation())
        .isEqualTo(Integer.parseInt(tuple.toString().substring(1, tuple.toString().indexOf(','))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decode_tuple_isTheMessage(ControlMessage message, Term tuple, boolean payload) {
    assertThat(ControlMessages.decode(tuple)).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decode_oneElementMoreOrLess_isRefused(ControlMessage message, Term term, boolean payload) {
    Tuple tuple = (Tuple) term;
    List<Term> elements = tuple.elements();
    Term[] shorter = elements.subList(0, elements.size() - 1).toArray(Term[]::new);
    Term[] longer =
        Stream.concat(elements.stream(), Stream.of(Atom.OK, Atom.OK)).toArray(Term[]::new);

    assertThatThrownBy(() -> ControlMessages.decode(Tuple.of(shorter)))
        .isInstanceOf(ProtocolException.class);
    if (message instanceof AltactMessage) {
      assertThat(ControlMessages.decode(Tuple.of(longer))).isEqualTo(message);
      return;
    }
    assertThatThrownBy(() -> ControlMessages.decode(Tuple.of(longer)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("elements (expected: ");
  }

  /// A binary is never right, except where any term is: reasons, tokens, options, unused fields.
  @ParameterizedTest
  @MethodSource("messages")
  void decode_binaryInAnyPlace_isRefusedOrKept(ControlMessage message, Term term, boolean payload) {
    Tuple tuple = (Tuple) term;
    for (int i = 0; i < tuple.arity(); i++) {
      Term[] elements = tuple.elements().toArray(Term[]::new);
      elements[i] = Binary.utf8("x");
      Tuple broken = Tuple.of(elements);
      boolean any =
          tuple.get(i).equals(TOKEN)
              || tuple.get(i).equals(REASON)
              || tuple.get(i).equals(OPTIONS)
              || tuple.get(i).equals(Atom.EMPTY);
      if (any) {
        assertThat(ControlMessages.decode(broken)).isInstanceOf(message.getClass());
      } else {
        assertThatThrownBy(() -> ControlMessages.decode(broken))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining("a Binary (expected: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "{}",
        "{ok}",
        "{256, F, T}",
        "{-1, F, T}",
        "{1.0, F, T}",
        "{0, F, T}",
        "{5, F, T}",
        "{37, -1, F, T}",
        "{37, 4, F, T}",
        "{37, 8, F, T}",
        "{37, 0, F, R}",
        "{37, 12, F, R}",
        "{37, 12, F, echo}",
        "{37, 2, F, T}",
        "{38, 0, F, T}",
        "{10000000000000000000000, F, T}",
        "{35, 0, F, T}",
        "{35, -1, F, T}",
        "{35, 18446744073709551616, F, T}",
        "{29, R, F, T, {m, f}, []}",
        "{29, R, F, T, {m, f, 256}, []}",
        "{29, R, F, T, {m, f, -1}, []}",
        "{29, R, F, T, {m, 1, 1}, []}",
        "{31, R, T, 3, {error, x}}",
        "{19, F, <<\"name\">>, R}"
      })
  void decode_noControlMessage_saysWhatWasExpected(String text) {
    assertThatThrownBy(() -> ControlMessages.decode(term(text)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageMatching(".*(expected|unknown operation).*");
  }

  @Test
  void decode_altactWithUnknownFlags_ignoresThem() {
    assertThat(ControlMessages.decode(term("{37, 16#FFFFFFFFFFFFFFFFFFFFE1, F, T, new, newer}")))
        .isEqualTo(new AltactMessage(false, true, FROM, TO, null));
  }

  @Test
  void decode_hugeTermInAMessage_isShownShort() {
    Term list = Term.parse("[" + "a,".repeat(9999) + "a]");

    assertThatThrownBy(() -> ControlMessages.decode(Tuple.of(Term.parse("1"), list, TO)))
        .hasMessage("LINK with element 2 a list of 10000 (expected: a pid)");
  }

  /// `monitor(process, {net_kernel, Node})` as OTP 25 sent it.
  @Test
  void decode_bytesOfOtp25_isTheMonitorAndBack() {
    String node = "770974743639373540766d"; // 'tt6975@vm'
    String hex =
        "68046113"
            + ("58" + node + "00000009" + "00000000" + "6b00e23d")
            + "770a6e65745f6b65726e656c"
            + ("5a0003" + node + "6b00e23d" + "0003685c65ed00028673e5ee");
    byte[] bytes = HexFormat.of().parseHex(hex);

    ControlMessage message =
        ControlMessages.decode(
            TermDecoder.DEFAULT.decodeBody(new TermInput(bytes, 0, bytes.length)));

    assertThat(message).isInstanceOf(Monitor.class);
    assertThat(((Monitor) message).target()).isEqualTo(Atom.of("net_kernel"));
    TermOutput out = new TermOutput(0);
    message.encode(out);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void constructors_wrongParts_areRefused() {
    assertThatThrownBy(() -> new UnlinkId(0, FROM, TO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Monitor(FROM, REF, REF))
        .hasMessageContaining("(expected: a pid or an atom)");
    assertThatThrownBy(() -> new SpawnReply(REF, TO, 0, REF, null))
        .hasMessageContaining("(expected: a pid or an atom)");
  }

  @Test
  void spawnReply_flags_sayWhatWasMade() {
    assertThat(new SpawnReply(REF, TO, SpawnReply.LINKED, FROM, null).linked()).isTrue();
    assertThat(new SpawnReply(REF, TO, SpawnReply.LINKED, FROM, null).monitored()).isFalse();
    assertThat(new SpawnReply(REF, TO, SpawnReply.MONITORED, FROM, null).monitored()).isTrue();
  }
}
