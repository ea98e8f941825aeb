package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.Tuple;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A peer made of raw bytes that speaks as OTP 22 does: handshake of version 5 without the flag
/// HANDSHAKE_23, no spawn requests, old unlinks. No real OTP 22 was asked: Debian has none any
/// more.
@DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
class Otp22PeerIT {
  /// What OTP 22 offers, hidden, without atom cache and fragments: frames are passed through.
  private static final int FLAGS = 0x005F_5FBC;

  /// DFLAG_SPAWN, of OTP 23.
  private static final long SPAWN = 0x1_0000_0000L;

  private static final String NODE = "java@127.0.0.1";
  private static final String OLD = "old@127.0.0.1";
  private static final Pid OLD_PID = Pid.of(Atom.of(OLD), 9, 0, 2);
  private static final Atom WHY = Atom.of("why");

  private final Epmd epmd = Epmd.start();
  private Node node;

  @BeforeEach
  void start() {
    node = Place.jergon(NODE, epmd.port());
    node.functions().offer("old", "wait", 1, (self, args) -> self.receive());
  }

  @AfterEach
  void stop() {
    node.close();
    epmd.close();
  }

  private FakePeer dials() {
    var peer = FakePeer.connect(FakePeer.portOf(epmd.port(), "java"));
    peer.sendOldName(FLAGS, OLD);
    assertThat(peer.status()).isEqualTo("ok");
    peer.finish(Place.COOKIE, peer.oldChallenge());
    return peer;
  }

  private static Tuple control(String text, Term... terms) {
    Term all = Term.parse(text);
    List<Term> elements = new ArrayList<>(((Tuple) all).elements());
    elements.addAll(List.of(terms));
    return Tuple.of(elements.toArray(Term[]::new));
  }

  private static void send(FakePeer peer, Term control) {
    peer.send(TermEncoder.encode(control), null);
  }

  private static void send(FakePeer peer, Term control, Term message) {
    peer.send(TermEncoder.encode(control), TermEncoder.encode(message));
  }

  /// The terms of the next frame.
  private static List<Term> read(FakePeer peer) {
    byte[] frame = peer.readFrame();
    assertThat(frame[0]).isEqualTo((byte) 112);
    var in = new TermInput(frame, 1, frame.length - 1);
    List<Term> terms = new ArrayList<>();
    while (in.remaining() > 0) {
      terms.add(TermDecoder.DEFAULT.decode(in));
    }
    return terms;
  }

  @Test
  void oldPeerDials_linksUnlinksAndExits_goInTheOldForms() throws Exception {
    try (var peer = dials()) {
      CompletableFuture<List<Object>> seen = new CompletableFuture<>();
      Pid java =
          node.spawn(self -> {
            self.trapExit(true);
            List<Object> all = new ArrayList<>();
            self.link(OLD_PID);
            self.unlink(OLD_PID);
            self.send(OLD_PID, Atom.of("sent"));
            all.add(self.receive()); // {"from", "the", "peer"}
            all.add(self.receive()); // the exit of the link that it made
            self.exit(OLD_PID, WHY);
            seen.complete(all);
          });

      assertThat(read(peer)).containsExactly(control("{1}", java, OLD_PID));
      assertThat(read(peer)).containsExactly(control("{4}", java, OLD_PID));
      assertThat(read(peer)).containsExactly(control("{22}", java, OLD_PID), Atom.of("sent"));
      send(peer, control("{2, ''}", java), Atom.of("hello"));
      send(peer, control("{1}", OLD_PID, java));
      send(peer, control("{4}", OLD_PID, java));
      send(peer, control("{3}", OLD_PID, java, Atom.of("unlinked"))); // nobody sees this
      send(peer, control("{1}", OLD_PID, java));
      send(peer, control("{3}", OLD_PID, java, WHY));

      assertThat(seen.get()).containsExactly(Atom.of("hello"), new ExitMessage(OLD_PID, WHY));
      assertThat(read(peer)).containsExactly(control("{26}", java, OLD_PID), WHY);
    }
  }

  @Test
  void oldPeerDials_spawnsThroughNetKernel_getsThePidAndTheLink() {
    try (var peer = dials()) {
      Ref tag = Ref.of(Atom.of(OLD), 2, 1, 2, 3);
      Tuple call =
          Tuple.of(
              Atom.of("$gen_call"),
              Tuple.of(OLD_PID, tag),
              Tuple.of(
                  Atom.of("spawn_link"),
                  Atom.of("old"),
                  Atom.of("wait"),
                  Term.parse("[1]"),
                  OLD_PID));
      send(peer, control("{6}", OLD_PID, Atom.EMPTY, Atom.of("net_kernel")), call);

      Tuple link = (Tuple) read(peer).getFirst();
      Pid child = (Pid) link.get(1);
      assertThat(link).isEqualTo(control("{1}", child, OLD_PID));
      assertThat(read(peer).get(1)).isEqualTo(Tuple.of(tag, child));
      send(peer, control("{8}", OLD_PID, child, WHY));
      assertThat(read(peer)).containsExactly(control("{24}", child, OLD_PID), WHY);
    }
  }

  /// OTP 22 closes the connection when it reads 'N'; the node comes again with 'n'.
  @Test
  void nodeDials_peerThatKnowsTheOldNameOnly_isSpokenToAsOldAndSpawnsNothing() throws Exception {
    try (ServerSocket listener = FakePeer.listen();
        var _ = FakePeer.register(epmd.port(), "old", listener)) {
      CompletableFuture<Object> reply = new CompletableFuture<>();
      node.spawn(self -> {
        self.spawnRequest(SpawnRequest.of(OLD, "m", "f", List.of()));
        reply.complete(self.receive(SOON).orElse("nothing"));
        self.spawnRequest(SpawnRequest.of(OLD, "m", "f", List.of()));
        self.send(OLD_PID, self.receive(SOON).map(r -> ((SpawnReply) r).result()).orElse(WHY));
      });
      try (var first = FakePeer.accept(listener)) {
        assertThat(first.readMessage()[0]).isEqualTo((byte) 'N');
      }
      try (var peer = FakePeer.accept(listener)) {
        assertThat(peer.readMessage()).startsWith('n', 0, 5);
        peer.sendStatus("ok");
        peer.sendOldChallenge(FLAGS, OLD);
        peer.acknowledge(Place.COOKIE);

        assertThat(((SpawnReply) reply.get()).result()).isEqualTo(Atom.of("notsup"));
        assertThat(read(peer).get(1)).isEqualTo(Atom.of("notsup"));
      }
    }
  }

  /// What OTP 25 to 29 tell their own processes that ask such a peer; OTP 23 and 24 called its
  /// `net_kernel`.
  @ParameterizedTest
  @MethodSource("io.jergon.interop.Releases#each")
  void erlangSpawns_onAPeerWithoutTheFlag_isToldNotsupToo(Path release) throws Exception {
    RealErlang.require();
    try (ServerSocket listener = FakePeer.listen();
        var _ = FakePeer.register(epmd.port(), "old", listener);
        var erl =
            ErlangNode.builder("erl@127.0.0.1")
                .erl(release)
                .cookie(Place.COOKIE)
                .epmdPort(epmd.port())
                .start()) {
      CompletableFuture<String> up =
          CompletableFuture.supplyAsync(() -> erl.eval("net_kernel:connect_node('" + OLD + "')"));
      try (var peer = FakePeer.accept(listener)) {
        assertThat(peer.readMessage()[0]).isEqualTo((byte) 'N');
        peer.sendStatus("ok");
        peer.sendChallenge(FakePeer.BRING_UP_FLAGS & ~SPAWN, OLD);
        peer.acknowledge(Place.COOKIE);
        assertThat(up.get()).isEqualTo("true");

        erl.eval(
            "Ask = fun(Options) -> R = spawn_request('"
                + OLD
                + "', m, f, [], Options),"
                + " receive {spawn_reply, R, error, E} -> E end end");
        assertThat(erl.eval("[Ask(O) || O <- [[], [link], [monitor], [{priority, low}]]]"))
            .isEqualTo("[notsup,notsup,notsup,notsup]");
        assertThat(erl.eval("catch spawn_monitor('" + OLD + "', m, f, [])")).contains("notsup");
      }
    }
  }

  /// The same for a node of OTP 23 to 29 that opens so: it goes on as if it had opened with 'N'.
  @Test
  void peerOfTodayOpensWithTheOldName_complementsIt() {
    try (var peer = FakePeer.connect(FakePeer.portOf(epmd.port(), "java"))) {
      peer.sendOldName((int) FakePeer.BRING_UP_FLAGS, OLD);
      assertThat(peer.status()).isEqualTo("ok");
      int challenge = peer.challenge();
      peer.raw(
          FakePeer.message(buffer ->
              buffer
                  .put((byte) 'c')
                  .putInt((int) (FakePeer.BRING_UP_FLAGS >>> 32))
                  .putInt(FakePeer.CREATION)));
      peer.finish(Place.COOKIE, challenge);
      send(peer, control("{35, 7}", OLD_PID, Pid.of(Atom.of(NODE), 1, 0, 1)));
      assertThat(((Tuple) read(peer).getFirst()).get(0)).isEqualTo(Term.parse("36"));
    }
  }
}
