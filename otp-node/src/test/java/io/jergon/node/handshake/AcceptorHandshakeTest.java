package io.jergon.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.handshake.HandshakeAction.Failed;
import io.jergon.node.handshake.HandshakeAction.Proven;
import io.jergon.node.handshake.HandshakeAction.Send;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakeMessage.Challenge;
import io.jergon.node.handshake.HandshakeMessage.ChallengeAck;
import io.jergon.node.handshake.HandshakeMessage.ChallengeReply;
import io.jergon.node.handshake.HandshakeMessage.Complement;
import io.jergon.node.handshake.HandshakeMessage.Named;
import io.jergon.node.handshake.HandshakeMessage.OldChallenge;
import io.jergon.node.handshake.HandshakeMessage.SendName;
import io.jergon.node.handshake.HandshakeMessage.SendOldName;
import io.jergon.node.handshake.HandshakeMessage.Status;
import io.jergon.node.name.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptorHandshakeTest {
  private static final String COOKIE = "secret";
  private static final NodeName PEER = NodeName.of("erl@h");
  private static final LocalNode SELF =
      new LocalNode(NodeName.of("jvm@h"), 42, Flags.BRING_UP, Flags.MANDATORY_26);
  private static final Flags OTP_27 = new Flags(0xD_07DF_7FBDL);

  private AcceptDecision decision = AcceptDecision.OK;
  private boolean allowed = true;
  private int decisions;
  private final AcceptorHandshake handshake = fresh();

  private AcceptorHandshake fresh() {
    return fresh(SELF);
  }

  private AcceptorHandshake fresh(LocalNode self) {
    AcceptorRules rules =
        new AcceptorRules() {
          @Override
          public boolean allowed(NodeName peer) {
            return allowed;
          }

          @Override
          public String cookie(NodeName peer) {
            return COOKIE;
          }

          @Override
          public AcceptDecision decide(NodeName peer) {
            decisions++;
            return decision;
          }
        };
    return new AcceptorHandshake(self, "/127.0.0.1:9", rules, new Random(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "ok_simultaneous"})
  void handshake_peerWithOurCookie_isProven(String status) {
    decision = status.equals("ok") ? AcceptDecision.OK : AcceptDecision.OK_SIMULTANEOUS;
    assertThat(handshake.start()).isEmpty();

    List<HandshakeAction> actions = handshake.received(name(OTP_27, "erl@h"));

    assertThat(sent(actions, 0)).isEqualTo(new Status(status).encode());
    Challenge challenge = Challenge.decode(sent(actions, 1));
    assertThat(challenge.flags()).isEqualTo(Flags.BRING_UP);
    assertThat(challenge.creation()).isEqualTo(42);
    assertThat(challenge.name()).isEqualTo("jvm@h");
    Proven proven = proven(handshake.received(reply(COOKIE, challenge, -5)));
    assertThat(proven.peer())
        .isEqualTo(new HandshakePeer(PEER, Flags.BRING_UP.chosenWith(OTP_27), 77));
    assertThat(proven.replaces()).isFalse();
    assertThat(ChallengeAck.decode(proven.ack()).digest())
        .isEqualTo(Digest.of(COOKIE, -5).toByteArray());
    assertThat(handshake.closed()).isEmpty();
    assertThat(decisions).isEqualTo(1);
  }

  @Test
  void handshake_oldOpeningWithComplement_isProven() {
    List<HandshakeAction> actions =
        handshake.received(new SendOldName(OTP_27.low(), "erl@h").encode());
    Challenge challenge = Challenge.decode(sent(actions, 1));
    assertThat(handshake.received(new Complement(0xD, 78).encode())).isEmpty();

    Proven proven = proven(handshake.received(reply(COOKIE, challenge, 1)));

    assertThat(proven.peer())
        .isEqualTo(new HandshakePeer(PEER, Flags.BRING_UP.chosenWith(OTP_27), 78));
  }

  @Test
  void handshake_peerOfOtp22_getsAnOldChallengeAndIsProven() {
    LocalNode self = new LocalNode(NodeName.of("jvm@h"), 42, Flags.OFFER, Flags.LEAST);
    AcceptorHandshake old = fresh(self);
    Flags otp22 = new Flags(0x00DF_7FBD);

    List<HandshakeAction> actions = old.received(new SendOldName(otp22, "erl@h").encode());
    OldChallenge challenge = OldChallenge.decode(sent(actions, 1));
    assertThat(challenge.flags()).isEqualTo(Flags.OFFER.low());
    assertThat(challenge.name()).isEqualTo("jvm@h");
    Proven proven =
        proven(
            old.received(
                reply(COOKIE, new Challenge(Flags.NONE, challenge.challenge(), 0, "jvm@h"), 1)));

    assertThat(proven.peer()).isEqualTo(new HandshakePeer(PEER, otp22.published(false), 0));
  }

  @Test
  void handshake_oldOpeningWithoutComplement_isRefused() {
    List<HandshakeAction> actions =
        handshake.received(new SendOldName(OTP_27.low(), "erl@h").encode());

    Challenge challenge = Challenge.decode(sent(actions, 1));

    assertThat(failure(handshake.received(reply(COOKIE, challenge, 1))).kind())
        .isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void complement_missingUpperFlags_namesThem() {
    handshake.received(new SendOldName(OTP_27.low(), "erl@h").encode());

    HandshakeFailure failure = failure(handshake.received(new Complement(0x1, 78).encode()));

    assertThat(failure.kind()).isEqualTo(Kind.FLAGS);
    assertThat(failure.line()).contains("[V4_NC]");
  }

  @Test
  void name_missingFlags_isNotAllowedAndNamed() {
    Flags old = OTP_27.without(DistributionFlag.V4_NC);

    List<HandshakeAction> actions = handshake.received(name(old, "erl@h"));

    assertThat(sent(actions, 0)).isEqualTo(new Status("not_allowed").encode());
    assertThat(failure(actions).kind()).isEqualTo(Kind.FLAGS);
    assertThat(failure(actions).line()).contains("erl@h lacks").contains("[V4_NC]");
    assertThat(decisions).isZero();
  }

  @Test
  void name_veryOldPeer_isNotAllowed() {
    Flags otp22 =
        OTP_27.low().without(DistributionFlag.HANDSHAKE_23, DistributionFlag.MANDATORY_25_DIGEST);

    List<HandshakeAction> actions = handshake.received(new SendOldName(otp22, "erl@h").encode());

    assertThat(sent(actions, 0)).isEqualTo(new Status("not_allowed").encode());
    assertThat(failure(actions).line()).contains("HANDSHAKE_23");
  }

  @Test
  void name_notOnTheAllowList_isNotAllowed() {
    allowed = false;

    List<HandshakeAction> actions = handshake.received(name(OTP_27, "erl@h"));

    assertThat(sent(actions, 0)).isEqualTo(new Status("not_allowed").encode());
    assertThat(failure(actions).kind()).isEqualTo(Kind.NOT_ALLOWED);
  }

  @Test
  void name_ourOwn_isNotAllowed() {
    assertThat(failure(handshake.received(name(OTP_27, "jvm@h"))).line()).contains("our own name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "erl", "erl@", "@h", "a@b@c", "e\nrl@h"})
  void name_noNodeName_isRefused(String text) {
    HandshakeFailure failure = failure(handshake.received(name(OTP_27, text)));

    assertThat(failure.kind()).isEqualTo(Kind.NAME);
    assertThat(failure.line()).contains("/127.0.0.1:9").doesNotContain("\n");
  }

  @Test
  void name_oursGoesFirst_isNok() {
    decision = AcceptDecision.NOK;

    List<HandshakeAction> actions = handshake.received(name(OTP_27, "erl@h"));

    assertThat(sent(actions, 0)).isEqualTo(new Status("nok").encode());
    assertThat(failure(actions).kind()).isEqualTo(Kind.YIELDED);
  }

  @Test
  void name_whileConnected_replacesOnlyWhenProven() {
    decision = AcceptDecision.ALIVE;

    List<HandshakeAction> actions = handshake.received(name(OTP_27, "erl@h"));

    assertThat(actions).hasSize(1);
    assertThat(sent(actions, 0)).isEqualTo(new Status("alive").encode());
    Challenge challenge =
        Challenge.decode(sent(handshake.received(new Status("true").encode()), 0));
    assertThat(proven(handshake.received(reply(COOKIE, challenge, 1))).replaces()).isTrue();
  }

  @Test
  void alive_answerFalseOrOther_ends() {
    decision = AcceptDecision.ALIVE;
    handshake.received(name(OTP_27, "erl@h"));
    assertThat(failure(handshake.received(new Status("false").encode())).kind())
        .isEqualTo(Kind.ALIVE);

    AcceptorHandshake second = fresh();
    second.received(name(OTP_27, "erl@h"));
    assertThat(failure(second.received(new Status("maybe").encode())).kind())
        .isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void name_nodeWithoutOne_getsOne() {
    Flags nameMe = OTP_27.with(DistributionFlag.NAME_ME);

    List<HandshakeAction> actions = handshake.received(name(nameMe, "h"));

    Named named = Named.decode(sent(actions, 0));
    assertThat(named.name()).matches("[0-9A-Z]+@h");
    assertThat(named.creation()).isGreaterThan(3);
    Challenge challenge = Challenge.decode(sent(actions, 1));
    assertThat(challenge.flags().has(DistributionFlag.NAME_ME)).isTrue();
    HandshakePeer peer = proven(handshake.received(reply(COOKIE, challenge, 1))).peer();
    assertThat(peer.name().text()).isEqualTo(named.name());
    assertThat(peer.creation()).isEqualTo(named.creation());
  }

  @Test
  void reply_otherCookie_isAMismatch() {
    Challenge challenge = Challenge.decode(sent(handshake.received(name(OTP_27, "erl@h")), 1));

    HandshakeFailure failure = failure(handshake.received(reply("other", challenge, 1)));

    assertThat(failure.kind()).isEqualTo(Kind.COOKIE);
    assertThat(failure.line())
        .startsWith("cookie mismatch with erl@h at /127.0.0.1:9")
        .doesNotContain(COOKIE);
  }

  @Test
  void closedAndTimedOut_anyState_namesWhatWasAwaited() {
    assertThat(failure(handshake.closed()).line()).contains("closed without a name");

    AcceptorHandshake second = fresh();
    assertThat(failure(second.timedOut(Duration.ofSeconds(7))).line()).contains("its name");

    AcceptorHandshake third = fresh();
    third.received(name(OTP_27, "erl@h"));
    assertThat(failure(third.timedOut(Duration.ofSeconds(7))).line()).contains("challenge reply");

    AcceptorHandshake fourth = fresh();
    fourth.received(name(OTP_27, "erl@h"));
    assertThat(failure(fourth.closed()).line()).contains("before its digest");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void received_garbageAtAnyStep_endsWithOneLine(int step) {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      AcceptorHandshake fresh = fresh();
      switch (step) {
        case 1 -> fresh.received(name(OTP_27, "erl@h"));
        case 2 -> {
          decision = AcceptDecision.ALIVE;
          fresh.received(name(OTP_27, "erl@h"));
        }
        case 3 -> fresh.received(new SendOldName(OTP_27.low(), "erl@h").encode());
        default -> {}
      }
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);

      assertThat(failure(fresh.received(garbage)).line()).doesNotContain("\n");
      decision = AcceptDecision.OK;
    }
  }

  @Test
  void whenBothDial_names_greaterWins() {
    assertThat(AcceptDecision.whenBothDial(NodeName.of("b@h"), NodeName.of("a@h")))
        .isEqualTo(AcceptDecision.NOK);
    assertThat(AcceptDecision.whenBothDial(NodeName.of("a@h"), NodeName.of("b@h")))
        .isEqualTo(AcceptDecision.OK_SIMULTANEOUS);
  }

  private static byte[] name(Flags flags, String text) {
    return new SendName(flags, 77, text).encode();
  }

  private static byte[] reply(String cookie, Challenge challenge, int ours) {
    return new ChallengeReply(ours, Digest.of(cookie, challenge.challenge()).toByteArray())
        .encode();
  }

  private static byte[] sent(List<HandshakeAction> actions, int index) {
    assertThat(actions.get(index)).isInstanceOf(Send.class);
    return ((Send) actions.get(index)).message();
  }

  private static Proven proven(List<HandshakeAction> actions) {
    assertThat(actions).singleElement().isInstanceOf(Proven.class);
    return (Proven) actions.getFirst();
  }

  private static HandshakeFailure failure(List<HandshakeAction> actions) {
    assertThat(actions).last().isInstanceOf(Failed.class);
    return ((Failed) actions.getLast()).failure();
  }
}
