package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Garbage at every stage: the connection closes, one log line says why, the node lives, nothing
/// leaks.
@DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class GarbageIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String NAME = "vandal@127.0.0.1";

  private final World world;
  private final DemoUnderTest demo;
  private final ErlangNode erl;

  GarbageIT(World world) {
    this.world = world;
    demo = world.demo();
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.eval("pong = net_adm:ping(D)");
  }

  @AfterEach
  void nodeLives() {
    assertThat(erl.eval("gen_server:call({echo, D}, lives)")).isEqualTo("lives");
    assertThat(erl.eval("net_adm:ping(D)")).isEqualTo("pong");
  }

  // ---- before the handshake ----

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an HTTP request of 18 KiB,          474554202f20485454502f312e310d0a0d0a",
    "an unknown message,                 0003ffffff",
    "a message of length 0,              0000",
    "a name message that is too short,   00054e00000000",
    "a name longer than the message,     00154e0000000d075f5fbc0000004d00ff76406c6f63",
    "a digest first,                     001572000000000000000000000000000000000000000000",
    "a tick,                             0000000000000000",
    "an old name message without name,   00076e0005010703ff",
    "an unknown old version,             000e6e00041007ffff61406c6f63616c"
  })
  void beforeTheHandshake_isClosed(String what, String hex) {
    var complaints = world.complaints();
    try (var peer = FakePeer.connect(demo)) {
      peer.raw(HexFormat.of().parseHex(hex));
      if (what.startsWith("an HTTP")) {
        peer.raw(new byte[20_000]);
      }
      assertThat(peer.closedWithin(SOON)).as(what).isTrue();
      complaints.expectOne(peer.address());
    }
  }

  @Test
  void beforeTheHandshake_randomBytes_isClosedEachTime() {
    long seed = Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("GarbageIT random bytes: -Dseed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      var junk = new byte[1 + random.nextInt(300)];
      random.nextBytes(junk);
      junk[0] = 0; // a length that has been reached when the junk ends
      junk[junk.length > 1 ? 1 : 0] = (byte) Math.max(0, junk.length - 2);
      try (var peer = FakePeer.connect(demo)) {
        peer.raw(junk);
        if (junk.length > 2 && junk[2] != 'N' && junk[2] != 'n') {
          assertThat(peer.closedWithin(SOON)).as("bytes %d of -Dseed=%d", i, seed).isTrue();
        }
      }
    }
  }

  @Test
  void beforeTheHandshake_connectAndLeave_leavesNothing() {
    for (int i = 0; i < 50; i++) {
      FakePeer.connect(demo).close();
    }
  }

  // ---- in the handshake ----

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an unknown message,         0003ffffff",
    "a reply without digest,     00057200000000",
    "a message of length 0,      0000",
    "a second name,              00164e0000000d075f5fbc0000004d000476406c6f63",
    "a frame of the time after,  0000001170836804610601"
  })
  void inTheHandshake_insteadOfTheReply_isClosed(String what, String hex) {
    var complaints = world.complaints();
    try (var peer = FakePeer.connect(demo)) {
      peer.sendName(FakePeer.BRING_UP_FLAGS, NAME);
      assertThat(peer.status()).isEqualTo("ok");
      peer.challenge();
      peer.raw(HexFormat.of().parseHex(hex));
      assertThat(peer.closedWithin(SOON)).as(what).isTrue();
      complaints.expectOne(peer.address());
    }
  }

  @Test
  void inTheHandshake_peerLeavesInTheMiddle_mayComeAgain() {
    for (int i = 0; i < 20; i++) {
      try (var peer = FakePeer.connect(demo)) {
        peer.sendName(FakePeer.BRING_UP_FLAGS, NAME);
        peer.status();
      }
    }
    FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS).close();
  }

  // ---- after the handshake: 112, then 131 and a control tuple; {1, ...} is LINK, {6, From, '',
  // Name} REG_SEND ----

  static Stream<Arguments> badFrames() {
    List<Arguments> all = new ArrayList<>();
    all.add(bad("an unknown frame kind", "ff"));
    all.add(bad("no control term", "70"));
    all.add(bad("a frame of the kind that was not agreed on", "83440068026101"));
    all.add(bad("a bare term", "836801"));
    all.add(bad("an unknown operation", "7083680261636101"));
    all.add(bad("a control term that is no tuple", "70836101"));
    all.add(bad("an empty control tuple", "70836800"));
    all.add(bad("an operation that is no number", "708368027701616101"));
    all.add(bad("LINK without pids", "70836803610161016102"));
    all.add(bad("LINK with one element", "708368016101"));
    all.add(bad("a truncated control tuple", "708368046106"));
    all.add(bad("an unknown tag", "70836801ff"));
    all.add(bad("a tuple that claims 4 billion elements", "708369ffffffff"));
    all.add(bad("a list that claims 4 billion elements", "7083680161016cffffffff"));
    all.add(bad("a binary that claims 4 GB", "7083680261066dffffffff00"));
    all.add(bad("a bad UTF-8 atom", "708368017702c328"));
    all.add(bad("a wrong version in front of the control term", "708068016101"));
    return all.stream();
  }

  private static Arguments bad(String what, String hex) {
    return Arguments.of(what, hex);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFrames")
  void afterTheHandshake_badFrame_isClosed(String what, String hex) {
    try (var peer = FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS)) {
      var complaints = world.complaints();
      peer.frame(HexFormat.of().parseHex(hex));
      assertThat(peer.closedWithin(SOON)).as(what).isTrue();
      complaints.expectOne(NAME);
    }
  }

  @Test
  void afterTheHandshake_corruptMessage_isClosedAndNobodyGetsIt() {
    erl.eval(
        """
        Name = <<"vandal@127.0.0.1">>,
        From = binary_to_term(<<131, 88, 119, (byte_size(Name)), Name/binary, 5:32, 0:32, 77:32>>)\
        """);
    try (var peer = FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS)) {
      var complaints = world.complaints();
      byte[] control = erl.evalExternal("{6, From, '', echo}");
      byte[] message = erl.evalExternal("{'$gen_cast', {list_to_pid(\"<0.0.0>\"), oops}}");
      message[message.length - 10] = (byte) 0xee;
      message[5] = (byte) 0xee;
      peer.send(control, message);
      assertThat(peer.closedWithin(SOON)).isTrue();
      complaints.expectOne(NAME);
    }
  }

  @Test
  void afterTheHandshake_messageToNobody_isDroppedAndTheConnectionStays() {
    erl.eval(
        """
        Name = <<"vandal@127.0.0.1">>, Node = <<119, (byte_size(Name)), Name/binary>>,
        From = binary_to_term(<<131, 88, Node/binary, 5:32, 0:32, 77:32>>),
        Ref = binary_to_term(<<131, 90, 3:16, Node/binary, 77:32, 1:32, 2:32, 3:32>>),
        [{counter, Counter, _, _}] = supervisor:which_children({demo_sup, D}),
        DemoNode = atom_to_binary(D), Stale = binary_to_term(<<131, 88, 119, (byte_size(DemoNode)), DemoNode/binary, 5:32, 0:32, 4:32>>)\
        """);
    var complaints = world.complaints();
    try (var peer = FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS)) {
      peer.send(erl.evalExternal("{6, From, '', nobody}"), erl.evalExternal("hello"));
      peer.send(erl.evalExternal("{22, From, Stale}"), erl.evalExternal("hello"));
      peer.send(erl.evalExternal("{20, From, Counter, Ref}"), null); // DEMONITOR of nothing
      peer.send(
          erl.evalExternal("{35, 9, From, Counter}"), null); // UNLINK_ID of no link: acknowledged
      byte[] ack = peer.readFrame();
      erl.bindExternal("Ack", java.util.Arrays.copyOfRange(ack, 1, ack.length));
      assertThat(erl.eval("Ack =:= {36, 9, Counter, From}")).isEqualTo("true");
      peer.send(erl.evalExternal("{19, From, nobody, Ref}"), null); // MONITOR of nobody: noproc
      assertThat(new String(peer.readFrame(), StandardCharsets.ISO_8859_1))
          .contains("nobody", "noproc");
      assertThat(peer.closedWithin(Duration.ofMillis(200))).isFalse();
    }
    complaints.expectNone();
  }

  @Test
  void afterTheHandshake_millionLevelsDeep_harmsNobody() {
    erl.eval(
        """
        Name = <<"vandal@127.0.0.1">>,
        From = binary_to_term(<<131, 88, 119, (byte_size(Name)), Name/binary, 5:32, 0:32, 77:32>>)\
        """);
    try (var peer = FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS)) {
      var deep = new byte[2_000_002];
      deep[0] = (byte) 131;
      for (int i = 1; i < deep.length - 1; i += 2) {
        deep[i] = 104;
        deep[i + 1] = 1;
      }
      deep[deep.length - 1] = 106;
      peer.send(erl.evalExternal("{6, From, '', echo}"), deep);
      assertThat(erl.eval("gen_server:call({echo, D}, meanwhile)")).isEqualTo("meanwhile");
    }
  }

  // ---- to EPMD ----

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "length 0,                      0000",
    "an unknown request,            0001ff",
    "an HTTP request,               474554202f20485454502f312e310d0a0d0a",
    "a registration without body,   000178",
    "a name longer than its request, 000e78ffff4d00000600050fff61620000",
    "an empty name,                 000d78ffff4d0000060005000000" + "00",
    "more bytes than announced,     00016e6e6e6e6e6e"
  })
  void toEpmd_isClosedAndEpmdLives(String what, String hex) {
    try (var peer = FakePeer.connect(demo.epmdPort())) {
      peer.raw(HexFormat.of().parseHex(hex));
      if (what.startsWith("an HTTP")) {
        peer.raw(new byte[20_000]);
      }
      assertThat(peer.closedWithin(SOON)).as(what).isTrue();
    }
    assertThat(erl.eval("{ok, Names} = net_adm:names(), lists:sort([N || {N, _} <- Names])"))
        .isEqualTo("[\"demo\",\"erl\"]");
  }

  // ---- and at the end ----

  @Test
  void garbage_200Times_leaksNoDescriptors() {
    long before = descriptors();
    for (int i = 0; i < 200; i++) {
      try (var peer =
          i % 2 == 0
              ? FakePeer.connect(demo)
              : FakePeer.handshake(demo, NAME, FakePeer.BRING_UP_FLAGS)) {
        peer.frame(new byte[] {(byte) i, 2, 3});
        if (i % 2 == 1) {
          assertThat(peer.closedWithin(SOON)).isTrue();
        }
      }
      try (var epmd = FakePeer.connect(demo.epmdPort())) {
        epmd.raw((byte) 0, (byte) 1, (byte) i);
      }
    }
    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> descriptors() <= before + 2);
  }

  private long descriptors() {
    try (var open = Files.list(Path.of("/proc", Long.toString(demo.process().pid()), "fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
