package io.jergon.node.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.InexpressibleTermException;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Port;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.control.SpawnMessage;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OldFormsTest {
  private static final Pid FROM = Pid.of(Atom.of("jvm@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("erl@h"), 99, 1, 8);
  private static final Ref REF = Ref.of(Atom.of("jvm@h"), 7, 1, 2, 3);
  private static final Term TOKEN = Atom.of("token");
  private static final Term PAYLOAD = Atom.of("payload");

  /// What JInterface offers: the flags that are mandatory and no other.
  private static final Flags LEAST = Flags.MANDATORY_26;

  static Stream<Arguments> forms() {
    Atom name = Atom.of("m");
    return Stream.of(
        Arguments.of(
            new SendMessage.Send(FROM, TO, null), new SendMessage.SendAnonymously(TO, null)),
        Arguments.of(
            new SendMessage.Send(FROM, TO, TOKEN), new SendMessage.SendAnonymously(TO, TOKEN)),
        Arguments.of(
            new ExitMessage.LinkExit(FROM, TO, TOKEN),
            new ExitMessage.LinkExitWithReason(FROM, TO, TOKEN, PAYLOAD)),
        Arguments.of(
            new ExitMessage.Exit(FROM, TO, null),
            new ExitMessage.ExitWithReason(FROM, TO, null, PAYLOAD)),
        Arguments.of(AltactMessage.toAlias(FROM, REF, true, null), null),
        Arguments.of(AltactMessage.exitToAlias(FROM, REF, true), null),
        Arguments.of(
            new AltactMessage(false, true, FROM, TO, TOKEN),
            new SendMessage.SendAnonymously(TO, TOKEN)),
        Arguments.of(
            new AltactMessage(true, true, FROM, TO, TOKEN),
            new ExitMessage.ExitWithReason(FROM, TO, TOKEN, PAYLOAD)),
        Arguments.of(
            new AltactMessage(false, true, FROM, name, null),
            new SendMessage.SendToName(FROM, name, null)),
        Arguments.of(new SendMessage.SendToAlias(FROM, REF, null), null),
        Arguments.of(new MonitorMessage.Monitor(FROM, TO, REF), null),
        Arguments.of(new MonitorMessage.MonitorExit(FROM, TO, REF), null),
        Arguments.of(
            new SpawnMessage.SpawnRequest(REF, FROM, FROM, name, name, 0, ListTerm.EMPTY, null),
            null),
        Arguments.of(
            new SendMessage.SendToName(FROM, name, null),
            new SendMessage.SendToName(FROM, name, null)),
        Arguments.of(new LinkMessage.Link(FROM, TO), new LinkMessage.Link(FROM, TO)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void fitting_peerWithoutOptionalFlags_isTheOldForm(
      ControlMessage message, @Nullable ControlMessage old) {
    Addressed fitting = OldForms.fitting(addressed(message), LEAST);

    assertThat(fitting).isEqualTo(old == null ? null : addressed(old));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void fitting_peerOfToday_isTheMessageItself(
      ControlMessage message, @Nullable ControlMessage old) {
    Addressed addressed = addressed(message);

    assertThat(OldForms.fitting(addressed, Flags.OFFER)).isSameAs(addressed);
  }

  @Test
  void fitting_peerWithAliasesBeforeOtp28_getsMessagesToThemAndNoExits() {
    Addressed message = addressed(AltactMessage.toAlias(FROM, REF, true, TOKEN));
    Addressed exit = addressed(AltactMessage.exitToAlias(FROM, REF, true));

    assertThat(OldForms.fitting(message, Flags.BRING_UP))
        .isEqualTo(addressed(new SendMessage.SendToAlias(FROM, REF, TOKEN)));
    assertThat(OldForms.fitting(exit, Flags.BRING_UP)).isNull();
  }

  /// OTP 23.2.6.
  private static final Flags OTP_23 = new Flags(0x1_01DF_7FBCL);

  @Test
  void fitting_unlinkToAPeerBeforeOtp23_3_isTheOldOne() {
    assertThat(OldForms.fitting(addressed(new LinkMessage.UnlinkId(7, FROM, TO)), OTP_23))
        .isEqualTo(addressed(new LinkMessage.Unlink(FROM, TO)));
  }

  /// Pids, ports, references and records that such a peer would close the connection for.
  static Stream<Arguments> inexpressible() {
    Atom node = Atom.of("erl@h");
    return Stream.of(
        Arguments.of(Pid.of(node, 1 << 15, 0, 1), OTP_23),
        Arguments.of(Pid.of(node, 1, 1 << 13, 1), OTP_23),
        Arguments.of(Port.of(node, 1L << 28, 1), OTP_23),
        Arguments.of(Ref.of(node, 1, 1, 2, 3, 4, 5), OTP_23),
        Arguments.of(Ref.of(node, 1, 1 << 18, 2, 3), OTP_23),
        Arguments.of(RECORD, OTP_23),
        Arguments.of(RECORD, Flags.BRING_UP));
  }

  private static final Term RECORD =
      RecordTerm.of(Atom.of("m"), Atom.of("r"), true, List.of(), List.of());

  @ParameterizedTest
  @MethodSource("inexpressible")
  void encode_termThatThePeerCannotHave_isRefusedAndAsAReasonReplaced(Term term, Flags flags) {
    Addressed send = new Addressed(new SendMessage.Send(FROM, TO, null), ListTerm.of(term));
    Addressed exit = new Addressed(new ExitMessage.Exit(FROM, TO, null), term);

    assertThatThrownBy(() -> OutboundFrame.encode(send, flags))
        .isInstanceOf(InexpressibleTermException.class);
    assertThat(OutboundFrame.encodeAhead(send).fitting(flags)).isNull();
    assertThat(bytes(Objects.requireNonNull(OutboundFrame.encode(exit, flags))))
        .isEqualTo(
            bytes(
                Objects.requireNonNull(
                    OutboundFrame.encode(
                        new Addressed(exit.control(), Atom.of("inexpressible")), flags))));
    assertThat(OutboundFrame.encode(send, Flags.OFFER)).isNotNull();
  }

  @Test
  void encode_portForOtp23_isNewPortExt() {
    Addressed send =
        addressed(new SendMessage.SendToName(FROM, Atom.of("x"), null), Port.of(TO.node(), 5, 6));
    Flags flags = OTP_23.without(DistributionFlag.DIST_HDR_ATOM_CACHE);

    assertThat(
            HexFormat.of()
                .formatHex(bytes(Objects.requireNonNull(OutboundFrame.encode(send, flags)))))
        .endsWith("59" + "770565726c4068" + "00000005" + "00000006");
  }

  private static Addressed addressed(ControlMessage message, Term payload) {
    return new Addressed(message, payload);
  }

  @Test
  void frame_encodedBeforeThePeerWasKnown_isEncodedAgainForAnOldOne() {
    Addressed exit = addressed(new ExitMessage.Exit(FROM, TO, null));
    OutboundFrame ahead = OutboundFrame.encodeAhead(exit);
    OutboundFrame direct = Objects.requireNonNull(OutboundFrame.encode(exit, LEAST));

    OutboundFrame fitting = Objects.requireNonNull(ahead.fitting(LEAST));

    assertThat(ahead.fitting(Flags.BRING_UP)).isSameAs(ahead);
    assertThat(bytes(fitting)).isEqualTo(bytes(direct));
  }

  private static byte[] bytes(OutboundFrame frame) {
    TermOutput out = new TermOutput(64);
    frame.copyTo(out, frame.length());
    return out.toByteArray();
  }

  private static Addressed addressed(ControlMessage message) {
    return new Addressed(message, message.hasPayload() ? PAYLOAD : null);
  }
}
