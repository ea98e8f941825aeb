package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may connect, and what the demo says to those who may not.
@DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class HandshakeIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final World world;
  private final DemoUnderTest demo;
  private final ErlangNode erl;

  HandshakeIT(World world) {
    this.world = world;
    demo = world.demo();
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
  }

  @Test
  void wrongCookie_ofErl_isRefused() {
    var complaints = world.complaints();
    try (var stranger =
        ErlangNode.builder("stranger@127.0.0.1")
            .cookie("wrong")
            .epmdPort(demo.epmdPort())
            .start()) {
      assertThat(stranger.eval("net_adm:ping('" + demo.node() + "')")).isEqualTo("pang");
    }
    complaints.expectOne("stranger@127.0.0.1", "cookie");
  }

  @Test
  void wrongCookie_forOneNodeOnly_isRefused() {
    try (var other = world.peer("chooser@127.0.0.1")) {
      assertThat(other.eval("erlang:set_cookie(D, wrong), net_adm:ping(D)")).isEqualTo("pang");
      assertThat(other.eval("erlang:set_cookie(D, " + demo.cookie() + "), net_adm:ping(D)"))
          .isEqualTo("pong");
    }
  }

  @Test
  void wrongDigest_isClosedWithoutAcknowledgement() {
    var complaints = world.complaints();
    try (var peer = FakePeer.connect(demo)) {
      peer.sendName(FakePeer.BRING_UP_FLAGS, "liar@127.0.0.1");
      assertThat(peer.status()).isEqualTo("ok");
      peer.sendReply(peer.challenge(), "wrong");
      assertThat(peer.closedWithin(SOON)).isTrue();
    }
    complaints.expectOne("liar@127.0.0.1", "cookie");
  }

  @Test
  void missingFlag_isNotAllowedAndNamed() {
    var complaints = world.complaints();
    try (var peer = FakePeer.connect(demo)) {
      peer.sendName(
          FakePeer.BRING_UP_FLAGS & ~FakePeer.BIG_CREATION & ~0x400_0000L, "old@127.0.0.1");
      assertThat(peer.status()).isEqualTo("not_allowed");
      assertThat(peer.closedWithin(SOON)).isTrue();
    }
    complaints.expectOne("old@127.0.0.1", "BIG_CREATION");
  }

  @Test
  void shortName_toALongNamedNode_neverConnects() {
    try (var peer =
        ErlangNode.builder("short@localhost")
            .cookie(demo.cookie())
            .epmdPort(demo.epmdPort())
            .start()) {
      assertThat(peer.eval("net_adm:ping('" + demo.node() + "')")).isEqualTo("pang");
    }
  }

  @Test
  void nameWithoutHost_isClosed() {
    try (var peer = FakePeer.connect(demo)) {
      peer.sendName(FakePeer.BRING_UP_FLAGS, "nohost");
      assertThat(peer.closedWithin(SOON)).isTrue();
    }
    assertThat(erl.eval("gen_server:call({echo, D}, lives)")).isEqualTo("lives");
  }

  @Test
  void mandatoryFlagsOnly_areServed() {
    try (var peer = FakePeer.handshake(demo, "plain@127.0.0.1", FakePeer.MANDATORY_FLAGS)) {
      // {6, From, '', net_kernel} with {'$gen_call', {From, [alias | Ref]}, {is_auth, Node}}
      erl.eval(
          """
          Name = <<"plain@127.0.0.1">>,
          Node = <<119, (byte_size(Name)), Name/binary>>,
          From = binary_to_term(<<131, 88, Node/binary, 5:32, 0:32, 77:32>>),
          Ref = binary_to_term(<<131, 90, 3:16, Node/binary, 77:32, 1:32, 2:32, 3:32>>)\
          """);
      peer.send(
          erl.evalExternal("{6, From, '', net_kernel}"),
          erl.evalExternal("{'$gen_call', {From, Ref}, {is_auth, 'plain@127.0.0.1'}}"));
      // Without SEND_SENDER the answer must be a SEND, 2.
      byte[] frame = peer.readFrame();
      erl.bindExternal("Control", firstTerm(frame));
      erl.bindExternal("Message", secondTerm(frame));
      assertThat(
              erl.eval(
                  "{element(1, Control), element(3, Control) =:= From, Message =:= {Ref, yes}}"))
          .isEqualTo("{2,true,true}");
    }
  }

  // The frame is 112, 131, control, 131, message; the message starts at the last 131 that begins
  // {Ref, yes}: 104 2.
  private static byte[] secondTerm(byte[] frame) {
    for (int i = frame.length - 3; i > 1; i--) {
      if ((frame[i] & 0xff) == 131 && frame[i + 1] == 104 && frame[i + 2] == 2) {
        return java.util.Arrays.copyOfRange(frame, i, frame.length);
      }
    }
    throw new IllegalStateException(
        "no message in " + new String(frame, StandardCharsets.ISO_8859_1));
  }

  private static byte[] firstTerm(byte[] frame) {
    return java.util.Arrays.copyOfRange(
        frame, 1, frame.length); // binary_to_term ignores what follows
  }

  @Test
  void sameNameAgain_isAskedAndMayReplaceTheOldConnection() {
    try (var first = FakePeer.handshake(demo, "twin@127.0.0.1", FakePeer.BRING_UP_FLAGS);
        var second = FakePeer.connect(demo)) {
      second.sendName(FakePeer.BRING_UP_FLAGS, "twin@127.0.0.1");
      assertThat(second.status()).isEqualTo("alive");
      second.sendStatus("true");
      second.finish(demo.cookie());
      assertThat(first.closedWithin(SOON)).isTrue();
      assertThat(second.closedWithin(Duration.ofMillis(200))).isFalse();
    }
  }

  @Test
  void sameNameAgain_withoutTheCookie_doesNotHurtTheOldConnection() {
    try (var first = FakePeer.handshake(demo, "target@127.0.0.1", FakePeer.BRING_UP_FLAGS);
        var second = FakePeer.connect(demo)) {
      second.sendName(FakePeer.BRING_UP_FLAGS, "target@127.0.0.1");
      assertThat(second.status()).isEqualTo("alive");
      second.sendStatus("true");
      second.sendReply(second.challenge(), "wrong");
      assertThat(second.closedWithin(SOON)).isTrue();
      assertThat(first.closedWithin(Duration.ofMillis(200))).isFalse();
    }
  }

  @Test
  void sameNameAgain_answersFalse_isClosedAndTheOldOneStays() {
    try (var first = FakePeer.handshake(demo, "shy@127.0.0.1", FakePeer.BRING_UP_FLAGS);
        var second = FakePeer.connect(demo)) {
      second.sendName(FakePeer.BRING_UP_FLAGS, "shy@127.0.0.1");
      assertThat(second.status()).isEqualTo("alive");
      second.sendStatus("false");
      assertThat(second.closedWithin(SOON)).isTrue();
      assertThat(first.closedWithin(Duration.ofMillis(200))).isFalse();
    }
  }

  /// The demo connects to a fake peer, which connects to the demo before it answers. `greater`
  /// sorts after `demo`, so the demo lets the peer's connection live; `able` sorts before, so the
  /// demo keeps its own.
  @Test
  void simultaneousConnect_greaterName_wins() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "greater", listener)) {
      assertThat(registration).isNotNull();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'greater@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener);
          var outgoing = FakePeer.connect(demo)) {
        assertThat((char) incoming.readMessage()[0]).isEqualTo('N');
        outgoing.sendName(FakePeer.BRING_UP_FLAGS, "greater@127.0.0.1");
        assertThat(outgoing.status()).isEqualTo("ok_simultaneous");
        outgoing.finish(demo.cookie());
        // What waited for the demo's own connection goes out on this one, which has proven the
        // cookie.
        assertThat(new String(outgoing.readFrame(), StandardCharsets.ISO_8859_1))
            .contains("someone", "hello");
        assertThat(incoming.closedWithin(SOON)).isTrue();
      }
    }
  }

  @Test
  void simultaneousConnect_smallerName_isToldToWait() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "able", listener)) {
      assertThat(registration).isNotNull();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'able@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener);
          var outgoing = FakePeer.connect(demo)) {
        assertThat((char) incoming.readMessage()[0]).isEqualTo('N');
        outgoing.sendName(FakePeer.BRING_UP_FLAGS, "able@127.0.0.1");
        assertThat(outgoing.status()).isEqualTo("nok");
        assertThat(outgoing.closedWithin(SOON)).isTrue();
        incoming.sendStatus("ok"); // the demo's attempt is still alive
        assertThat(incoming.closedWithin(Duration.ofMillis(200))).isFalse();
      }
    }
  }

  // ---- the demo dials ----

  @Test
  void demoDials_anotherCookie_oneLineAndNothingArrives() {
    try (var stranger =
        ErlangNode.builder("dialled@127.0.0.1").cookie("wrong").epmdPort(demo.epmdPort()).start()) {
      stranger.eval("register(someone, self())");
      var complaints = world.complaints();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'dialled@127.0.0.1'}, hello})");
      complaints.expectOne("dialled@127.0.0.1", "cookie");
      assertThat(stranger.eval("receive M -> M after 300 -> nothing end")).isEqualTo("nothing");
    }
  }

  @Test
  void demoDials_missingFlags_oneLineNamesThem() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "poor", listener)) {
      assertThat(registration).isNotNull();
      var complaints = world.complaints();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'poor@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener)) {
        incoming.readMessage();
        incoming.sendStatus("ok");
        incoming.sendChallenge(
            FakePeer.BRING_UP_FLAGS & ~FakePeer.BIG_CREATION & ~0x400_0000L, "poor@127.0.0.1");
        assertThat(incoming.closedWithin(SOON)).isTrue();
      }
      complaints.expectOne("poor@127.0.0.1", "BIG_CREATION");
    }
  }

  @Test
  void demoDials_anotherNodeAnswers_isClosed() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "expected", listener)) {
      assertThat(registration).isNotNull();
      var complaints = world.complaints();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'expected@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener)) {
        incoming.readMessage();
        incoming.sendStatus("ok");
        incoming.sendChallenge(FakePeer.BRING_UP_FLAGS, "impostor@127.0.0.1");
        assertThat(incoming.closedWithin(SOON)).isTrue();
      }
      complaints.expectOne("expected@127.0.0.1");
    }
  }

  @Test
  void demoDials_notAllowed_givesUp() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "choosy", listener)) {
      assertThat(registration).isNotNull();
      var complaints = world.complaints();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'choosy@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener)) {
        incoming.readMessage();
        incoming.sendStatus("not_allowed");
        assertThat(incoming.closedWithin(SOON)).isTrue();
      }
      complaints.expectOne("choosy@127.0.0.1");
    }
  }

  @Test
  void demoDials_wrongAcknowledgement_isClosed() throws java.io.IOException {
    try (var listener = FakePeer.listen();
        var registration = FakePeer.register(demo.epmdPort(), "pretender", listener)) {
      assertThat(registration).isNotNull();
      var complaints = world.complaints();
      erl.eval("gen_server:cast({echo, D}, {{someone, 'pretender@127.0.0.1'}, hello})");
      try (var incoming = FakePeer.accept(listener)) {
        incoming.readMessage();
        incoming.sendStatus("ok");
        incoming.sendChallenge(FakePeer.BRING_UP_FLAGS, "pretender@127.0.0.1");
        assertThat((char) incoming.readMessage()[0]).isEqualTo('r');
        // It does not know the cookie: any 16 bytes.
        incoming.raw(FakePeer.message(buffer -> buffer.put((byte) 'a').put(new byte[16])));
        assertThat(incoming.closedWithin(SOON)).isTrue();
      }
      complaints.expectOne("pretender@127.0.0.1", "cookie");
    }
  }

  @Test
  void silentConnection_isClosedAfterTheSetupTime() {
    try (var peer = FakePeer.connect(demo)) {
      assertThat(peer.closedWithin(Duration.ofSeconds(12))).isTrue();
    }
  }
}
