package io.jergon.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.handshake.HandshakeAction.Established;
import io.jergon.node.handshake.HandshakeAction.Failed;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitiatorHandshakeTest {
  private static final String COOKIE = "secret";
  private static final NodeName PEER = NodeName.of("erl@h");
  private static final LocalNode SELF =
      new LocalNode(NodeName.of("jvm@h"), 42, Flags.BRING_UP, Flags.MANDATORY_26);
  private static final LocalNode SELF_TOO =
      new LocalNode(NodeName.of("jvm@h"), 42, Flags.OFFER, Flags.LEAST);
  private static final Flags OTP_27 = new Flags(0xD_07DF_7FBDL);
  private static final int PEERS_CHALLENGE = -1;

  private boolean stillWanted = true;
  private final InitiatorHandshake handshake =
      new InitiatorHandshake(SELF, PEER, COOKIE, () -> stillWanted, new Random(1));

  @Test
  void start_longNamedPeer_failsWithoutAWord() {
    InitiatorHandshake other =
        new InitiatorHandshake(SELF, NodeName.of("erl@h.org"), COOKIE, () -> true, new Random(1));

    assertThat(failure(other.start()))
        .isEqualTo(
            new HandshakeFailure(Kind.NAME, SELF.name().whyNotDial(NodeName.of("erl@h.org"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "ok_simultaneous"})
  void handshake_peerWithOurCookie_isEstablished(String status) {
    assertThat(SendName.decode(sent(handshake.start())))
        .isEqualTo(new SendName(Flags.BRING_UP, 42, "jvm@h"));
    assertThat(handshake.received(status(status))).isEmpty();
    ChallengeReply reply = ChallengeReply.decode(sent(handshake.received(challenge())));
    assertThat(Digest.of(COOKIE, PEERS_CHALLENGE).matches(reply.digest())).isTrue();

    List<HandshakeAction> actions = handshake.received(ack(COOKIE, reply));

    assertThat(actions)
        .containsExactly(
            new Established(new HandshakePeer(PEER, Flags.BRING_UP.chosenWith(OTP_27), 77)));
    assertThat(((Established) actions.getFirst()).peer().hidden()).isTrue();
    assertThat(handshake.received(status("ok"))).isEmpty();
    assertThat(handshake.closed()).isEmpty();
    assertThat(handshake.timedOut(Duration.ofSeconds(7))).isEmpty();
  }

  private InitiatorHandshake old() {
    InitiatorHandshake old =
        new InitiatorHandshake(SELF_TOO, PEER, COOKIE, () -> true, new Random(1), true);
    assertThat(SendOldName.decode(sent(old.start())))
        .isEqualTo(new SendOldName(Flags.OFFER.low(), "jvm@h"));
    old.received(status("ok"));
    return old;
  }

  @Test
  void handshake_oldPeerWithOldChallenge_isEstablishedWithoutComplement() {
    Flags otp22 = new Flags(0x00DF_7FBD);
    InitiatorHandshake old = old();

    byte[] challenge = new OldChallenge(otp22, PEERS_CHALLENGE, "erl@h").encode();
    ChallengeReply reply = ChallengeReply.decode(sent(old.received(challenge)));

    assertThat(old.received(ack(COOKIE, reply)))
        .containsExactly(new Established(new HandshakePeer(PEER, otp22.published(false), 0)));
  }

  @Test
  void handshake_openedAsOldToAPeerOfToday_isComplemented() {
    InitiatorHandshake old = old();

    List<HandshakeAction> actions = old.received(challenge());
    assertThat(((Send) actions.get(0)).message()).isEqualTo(new Complement(0x6D, 42).encode());
    ChallengeReply reply = ChallengeReply.decode(((Send) actions.get(1)).message());

    assertThat(old.received(ack(COOKIE, reply)))
        .containsExactly(
            new Established(new HandshakePeer(PEER, Flags.OFFER.chosenWith(OTP_27), 77)));
  }

  @Test
  void closed_afterOurName_mayBeAnOldPeer() {
    handshake.start();
    assertThat(failure(handshake.closed()).kind()).isEqualTo(Kind.UNHEARD);
    InitiatorHandshake old =
        new InitiatorHandshake(SELF, PEER, COOKIE, () -> true, new Random(1), true);
    old.start();
    assertThat(failure(old.closed()).kind()).isEqualTo(Kind.CLOSED);
  }

  private static InitiatorHandshake unnamed() {
    LocalNode self = LocalNode.unnamed(NodeName.of("undefined@h"), Flags.OFFER, Flags.LEAST);
    return new InitiatorHandshake(self, PEER, COOKIE, () -> true, new Random(1));
  }

  @Test
  void handshake_nodeWithoutAName_takesThePeers() {
    InitiatorHandshake unnamed = unnamed();
    SendName name = SendName.decode(sent(unnamed.start()));
    assertThat(name).isEqualTo(new SendName(Flags.OFFER.with(DistributionFlag.NAME_ME), 0, "h"));

    assertThat(unnamed.received(new Named("ABC@h", -9).encode())).isEmpty();
    ChallengeReply reply = ChallengeReply.decode(sent(unnamed.received(challenge())));
    List<HandshakeAction> actions = unnamed.received(ack(COOKIE, reply));

    assertThat(((Established) actions.getFirst()).peer().given())
        .isEqualTo(new GivenName(NodeName.of("ABC@h"), -9));
  }

  @ParameterizedTest
  @CsvSource({"ABC@other,NAME", "@h,NAME", "h,NAME"})
  void named_nameThatCannotBeOurs_isRefused(String name, Kind kind) {
    InitiatorHandshake unnamed = unnamed();
    unnamed.start();

    HandshakeFailure failure = failure(unnamed.received(new Named(name, 4).encode()));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.line()).contains("erl@h").contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ok,PROTOCOL,asked for a name",
    "alive,PROTOCOL,asked for a name",
    "not_allowed,NOT_ALLOWED,net_kernel:allow"
  })
  void status_withoutTheNameAskedFor_ends(String status, Kind kind, String text) {
    InitiatorHandshake unnamed = unnamed();
    unnamed.start();

    HandshakeFailure failure = failure(unnamed.received(status(status)));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.line()).contains(text);
  }

  @Test
  void closed_askedForAName_isNotTriedAsAnOldPeer() {
    InitiatorHandshake unnamed = unnamed();
    unnamed.start();
    assertThat(failure(unnamed.closed()).kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void named_notAskedFor_isRefused() {
    handshake.start();
    assertThat(failure(handshake.received(new Named("ABC@h", 4).encode())).kind())
        .isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void handshake_statusAndChallengeInTwoSteps_areNotMixedUp() {
    handshake.start();

    assertThat(failure(handshake.received(challenge())).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @ParameterizedTest
  @CsvSource({
    "nok,YIELDED,same time",
    "not_allowed,NOT_ALLOWED,net_kernel:allow",
    "what,PROTOCOL,\"what\""
  })
  void status_refusal_saysWhy(String status, Kind kind, String text) {
    handshake.start();

    HandshakeFailure failure = failure(handshake.received(status(status)));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.line()).contains("erl@h").contains(text).doesNotContain("\n");
  }

  @Test
  void status_aliveWithoutAConnectionOfOurs_answersTrueAndGoesOn() {
    handshake.start();

    assertThat(sent(handshake.received(status("alive")))).isEqualTo(status("true"));
    assertThat(ChallengeReply.decode(sent(handshake.received(challenge())))).isNotNull();
  }

  @Test
  void status_aliveWithAConnectionOfOurs_answersFalseAndEnds() {
    handshake.start();
    stillWanted = false;

    List<HandshakeAction> actions = handshake.received(status("alive"));

    assertThat(((Send) actions.getFirst()).message()).isEqualTo(status("false"));
    assertThat(failure(actions).kind()).isEqualTo(Kind.ALIVE);
  }

  @Test
  void challenge_otherName_isRefused() {
    handshake.start();
    handshake.received(status("ok"));

    HandshakeFailure failure =
        failure(handshake.received(new Challenge(OTP_27, 1, 2, "erl@h.org").encode()));

    assertThat(failure.kind()).isEqualTo(Kind.NAME);
    assertThat(failure.line()).contains("dialled erl@h").contains("\"erl@h.org\"");
  }

  @Test
  void challenge_missingFlags_namesThem() {
    handshake.start();
    handshake.received(status("ok"));
    Flags old = OTP_27.without(DistributionFlag.V4_NC, DistributionFlag.UNLINK_ID);

    HandshakeFailure failure =
        failure(handshake.received(new Challenge(old, 1, 2, "erl@h").encode()));

    assertThat(failure.kind()).isEqualTo(Kind.FLAGS);
    assertThat(failure.line()).contains("erl@h lacks").contains("[UNLINK_ID, V4_NC]");
  }

  @Test
  void ack_otherCookie_isAMismatch() {
    ChallengeReply reply = upToReply();

    HandshakeFailure failure = failure(handshake.received(ack("other", reply)));

    assertThat(failure.kind()).isEqualTo(Kind.COOKIE);
    assertThat(failure.line()).startsWith("cookie mismatch with erl@h").doesNotContain(COOKIE);
  }

  @Test
  void closed_afterOurDigest_isMostLikelyAMismatch() {
    upToReply();

    HandshakeFailure failure = failure(handshake.closed());

    assertThat(failure.kind()).isEqualTo(Kind.COOKIE);
    assertThat(failure.line()).startsWith("cookie mismatch with erl@h (most likely");
  }

  @Test
  void closedAndTimedOut_anyState_namesWhatWasAwaited() {
    handshake.start();
    assertThat(failure(handshake.timedOut(Duration.ofSeconds(7))).line())
        .contains("its status did not come within 7000 ms");

    InitiatorHandshake second =
        new InitiatorHandshake(SELF, PEER, COOKIE, () -> true, new Random(1));
    second.start();
    assertThat(failure(second.closed()).line()).contains("closed the connection when it heard");

    InitiatorHandshake third =
        new InitiatorHandshake(SELF, PEER, COOKIE, () -> true, new Random(1));
    third.start();
    third.received(status("ok"));
    assertThat(failure(third.closed()).line()).contains("before its challenge");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void received_garbageAtAnyStep_endsWithOneLine(int step) {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      InitiatorHandshake fresh =
          new InitiatorHandshake(SELF, PEER, COOKIE, () -> true, new Random(1));
      fresh.start();
      if (step > 0) {
        fresh.received(status("ok"));
      }
      if (step > 1) {
        fresh.received(challenge());
      }
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);

      assertThat(failure(fresh.received(garbage)).line()).contains("erl@h").doesNotContain("\n");
    }
  }

  private ChallengeReply upToReply() {
    handshake.start();
    handshake.received(status("ok"));
    return ChallengeReply.decode(sent(handshake.received(challenge())));
  }

  private static byte[] status(String text) {
    return new Status(text).encode();
  }

  private static byte[] challenge() {
    return new Challenge(OTP_27, PEERS_CHALLENGE, 77, "erl@h").encode();
  }

  private static byte[] ack(String cookie, ChallengeReply reply) {
    return new ChallengeAck(Digest.of(cookie, reply.challenge()).toByteArray()).encode();
  }

  private static byte[] sent(List<HandshakeAction> actions) {
    assertThat(actions).singleElement().isInstanceOf(Send.class);
    return ((Send) actions.getFirst()).message();
  }

  private static HandshakeFailure failure(List<HandshakeAction> actions) {
    assertThat(actions).last().isInstanceOf(Failed.class);
    return ((Failed) actions.getLast()).failure();
  }
}
