package io.jergon.epmd;

import static io.jergon.epmd.RawPeer.alive;
import static io.jergon.epmd.RawPeer.asking;
import static io.jergon.epmd.RawPeer.frame;
import static io.jergon.epmd.RawPeer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.epmd.EpmdException.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The rules of the server, byte by byte; [DifferentialTest] asks the real one for the same bytes.
@Timeout(60)
class EpmdServerTest {
  private static final Instant START = Instant.ofEpochSecond(0x65000000);

  @RegisterExtension final Loops loops = new Loops();

  private EpmdServer start(EpmdServer.Builder builder) {
    return builder.port(0).clock(InstantSource.fixed(START)).start(loops.group).join();
  }

  private EpmdServer start() {
    return start(EpmdServer.builder());
  }

  private static String portPlease(EpmdServer server, String name) throws IOException {
    try (var peer = asking(server.port(), request('z', name))) {
      return RawPeer.hex(peer.readToEnd());
    }
  }

  private static String names(EpmdServer server) throws IOException {
    try (var peer = asking(server.port(), request('n', ""))) {
      assertThat(peer.read(4)).isEqualTo("%08x".formatted(server.port()));
      return new String(peer.readToEnd(), StandardCharsets.UTF_8);
    }
  }

  // Registration

  @Test
  void alive_version6_getsCreationOf32Bits() throws IOException {
    var server = start();
    try (var peer = asking(server.port(), alive("a"))) {
      assertThat(peer.answer()).hasToString("760065000000 open");
      assertThat(portPlease(server, "a")).isEqualTo("770013884d0000060005000161" + "0000");
    }
  }

  @Test
  void alive_version5_getsCreationOf1To3() throws IOException {
    var server = start();
    byte[] old = alive("a".getBytes(StandardCharsets.UTF_8), 5, new byte[0]);
    try (var peer = asking(server.port(), old)) {
      // 0x65000000 = 2 (mod 3)
      assertThat(peer.answer()).hasToString("79000003 open");
    }
  }

  @Test
  void alive_takenName_isRefusedAndStaysOpen() throws IOException {
    var server = start();
    try (var first = asking(server.port(), alive("a"))) {
      first.read(6);
      try (var second = asking(server.port(), alive("a"))) {
        assertThat(second.answer()).hasToString("760100000063 open");
      }
      assertThat(names(server)).isEqualTo("name a at port 5000\n");
    }
  }

  @Test
  void alive_againAfterClose_getsNextCreation() throws IOException {
    var server = start();
    try (var first = asking(server.port(), alive("a"))) {
      assertThat(first.read(6)).isEqualTo("760065000000");
    }
    await().until(() -> names(server).isEmpty());
    try (var second = asking(server.port(), alive("a"))) {
      assertThat(second.read(6)).isEqualTo("760065000001");
    }
  }

  @Test
  void alive_bytewise_isRegistered() throws IOException {
    var server = start();
    try (var peer = new RawPeer(server.port()).sendBytewise(frame(alive("a")))) {
      assertThat(peer.read(6)).isEqualTo("760065000000");
    }
  }

  @Test
  void alive_furtherByte_unregistersAndCloses() throws IOException {
    var server = start();
    try (var peer = asking(server.port(), alive("a"))) {
      peer.read(6);
      peer.send(new byte[1]);

      assertThat(peer.readToEnd()).isEmpty();
      assertThat(names(server)).isEmpty();
    }
  }

  @Test
  void alive_resetBeforeTheAnswer_leavesNoName() throws IOException {
    var server = start();
    for (int i = 0; i < 50; i++) {
      asking(server.port(), alive("a" + i)).reset();
    }
    await().until(() -> names(server).isEmpty());
  }

  @Test
  void alive_moreThanMaxNames_isRefusedUntilOneGoes() throws IOException {
    var server = start(EpmdServer.builder().maxNames(2));
    try (var a = asking(server.port(), alive("a"));
        var b = asking(server.port(), alive("b"))) {
      a.read(6);
      b.read(6);
      try (var c = asking(server.port(), alive("c"))) {
        assertThat(c.read(2)).isEqualTo("7601");
      }
      b.close();
      await().until(() -> names(server).equals("name a at port 5000\n"));
      try (var c = asking(server.port(), alive("c"))) {
        assertThat(c.read(2)).isEqualTo("7600");
      }
    }
  }

  @Test
  void names_thousandLiveAndOneGone_listsTheRestNewestFirst() throws IOException {
    var server = start();
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      var peer = asking(server.port(), alive("n" + i));
      peer.read(6);
      peers.add(peer);
    }
    peers.getFirst().close();
    await().until(() -> names(server).lines().count() == 999);

    assertThat(names(server)).startsWith("name n999 at port 5000\nname n998 at port 5000\n");
    assertThat(names(server)).endsWith("name n2 at port 5000\nname n1 at port 5000\n");
    for (var peer : peers) {
      peer.close();
    }
    await().until(() -> names(server).isEmpty());
  }

  // Lookup

  @Test
  void portPlease_unknownName_says1AndCloses() throws IOException {
    assertThat(portPlease(start(), "a")).isEqualTo("7701");
  }

  @Test
  void portPlease_trailingNul_isTolerated() throws IOException {
    var server = start();
    try (var peer = asking(server.port(), alive("a"))) {
      peer.read(6);

      assertThat(portPlease(server, "a\0")).isEqualTo(portPlease(server, "a")).startsWith("7700");
      assertThat(portPlease(server, "a\0\0")).isEmpty();
    }
  }

  // Commands

  @Test
  void kill_liveNames_saysNo() throws IOException {
    var server = start();
    try (var a = asking(server.port(), alive("a"))) {
      a.read(6);
      try (var peer = asking(server.port(), request('k', ""))) {
        assertThat(peer.readToEnd()).asString().isEqualTo("NO");
      }
      assertThat(a.answer().open()).isTrue();
    }
  }

  @Test
  void kill_noNames_saysOkAndEnds() throws Exception {
    var server = start();
    try (var peer = asking(server.port(), request('k', ""))) {
      assertThat(peer.readToEnd()).asString().isEqualTo("OK");
    }
    server.closed().get(5, TimeUnit.SECONDS);
    assertThat(RealEpmd.accepts(server.port())).isFalse();
  }

  @Test
  void kill_liveNamesRelaxed_saysOkAndEnds() throws Exception {
    var server = start(EpmdServer.builder().relaxedCommandCheck(true));
    try (var a = asking(server.port(), alive("a"))) {
      a.read(6);
      try (var peer = asking(server.port(), request('k', ""))) {
        assertThat(peer.readToEnd()).asString().isEqualTo("OK");
      }
      server.closed().get(5, TimeUnit.SECONDS);
      assertThat(a.readToEnd()).isEmpty();
    }
  }

  @Test
  void stop_notRelaxed_isClosedWithoutAnswer() throws IOException {
    var server = start();
    try (var a = asking(server.port(), alive("a"))) {
      a.read(6);
      try (var peer = asking(server.port(), request('s', "a"))) {
        assertThat(peer.readToEnd()).isEmpty();
      }
      assertThat(names(server)).isNotEmpty();
    }
  }

  @Test
  void stop_relaxed_dropsTheName() throws IOException {
    var server = start(EpmdServer.builder().relaxedCommandCheck(true));
    try (var a = asking(server.port(), alive("a"))) {
      a.read(6);
      try (var peer = asking(server.port(), request('s', "a"))) {
        assertThat(peer.readToEnd()).asString().isEqualTo("STOPPED");
      }
      assertThat(names(server)).isEmpty();
      assertThat(a.readToEnd()).isEmpty();
    }
  }

  @Test
  void stop_unknownNameRelaxed_saysBothWords() throws IOException {
    var server = start(EpmdServer.builder().relaxedCommandCheck(true));
    try (var peer = asking(server.port(), request('s', "a"))) {
      assertThat(peer.readToEnd()).asString().isEqualTo("NOEXISTSTOPPED");
    }
  }

  // Time and number

  @Test
  void pending_idle_isClosed() throws IOException {
    var server = start(EpmdServer.builder().idleTimeout(Duration.ofMillis(100)));
    for (byte[] start : List.of(new byte[0], new byte[1], new byte[] {0, 4, 'z'})) {
      try (var peer = new RawPeer(server.port()).send(start)) {
        assertThat(peer.readToEnd()).isEmpty();
      }
    }
  }

  @Test
  void pending_byteByByte_isClosedAllTheSame() throws IOException {
    var server = start(EpmdServer.builder().idleTimeout(Duration.ofMillis(100)));
    try (var peer = new RawPeer(server.port()).send(new byte[] {8, 0})) {
      await()
          .pollInterval(Duration.ofMillis(20))
          .ignoreException(SocketException.class)
          .until(() -> {
            peer.send(new byte[] {'x'});
            return !peer.answer().open();
          });
    }
  }

  @Test
  void registration_idle_staysOpen() throws IOException {
    var server = start(EpmdServer.builder().idleTimeout(Duration.ofMillis(50)));
    try (var peer = asking(server.port(), alive("a"))) {
      peer.read(6);

      assertThat(peer.answer().open()).isTrue(); // looks for 200 ms
    }
  }

  @Test
  void pending_tooMany_oldestGoesAndNodesStillRegister() throws IOException {
    var server = start(EpmdServer.builder().maxPending(10));
    List<RawPeer> flood = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      flood.add(new RawPeer(server.port()));
    }
    for (var dropped : flood.subList(0, 40)) {
      assertThat(dropped.readToEnd()).isEmpty();
    }
    try (var peer = asking(server.port(), alive("a"))) {
      assertThat(peer.read(2)).isEqualTo("7600");
    }
    for (var peer : flood) {
      peer.close();
    }
  }

  // Life of the server

  @Test
  void start_portTaken_fails() throws IOException {
    try (var other = new ServerSocket(0)) {
      var starting = EpmdServer.builder().port(other.getLocalPort()).start(loops.group);

      assertThatThrownBy(starting::join)
          .cause()
          .isInstanceOfSatisfying(
              EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ADDRESS_IN_USE))
          .hasMessageContaining("cannot listen on /127.0.0.1:" + other.getLocalPort());
    }
  }

  @Test
  void close_withNames_freesThePortAndClosesThem() throws Exception {
    var server = start();
    try (var peer = asking(server.port(), alive("a"))) {
      peer.read(6);
      server.close();
      server.closed().get(5, TimeUnit.SECONDS);

      assertThat(peer.readToEnd()).isEmpty();
      try (var again = new ServerSocket(server.port())) {
        assertThat(again.isBound()).isTrue();
      }
    }
  }

  @Test
  void closed_loopEnds_completes() throws Exception {
    var server = start();

    loops.shutDown();

    server.closed().get(10, TimeUnit.SECONDS);
    server.close();
  }

  @Test
  void allInterfaces_bothFamilies_areServed() {
    var server = start(EpmdServer.builder().allInterfaces());
    var client = new EpmdClient(loops.group, server.port());

    assertThat(client.lookup("a", "127.0.0.1").join()).isEmpty();
    if (LoopbackAddresses.available().contains(LoopbackAddresses.IPV6)) {
      assertThat(client.lookup("a", "::1").join()).isEmpty();
    }
  }

  @Test
  void run_killed_returns() throws Exception {
    int port = RealEpmd.freePort();
    var running =
        Thread.ofVirtual()
            .start(() -> {
              try {
                EpmdServer.builder().port(port).run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> RealEpmd.accepts(port));
    try (var peer = asking(port, request('k', ""))) {
      assertThat(peer.readToEnd()).asString().isEqualTo("OK");
    }

    assertThat(running.join(Duration.ofSeconds(10))).isTrue();
  }
}
