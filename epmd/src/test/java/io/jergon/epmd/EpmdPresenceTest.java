package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.epmd.EpmdException.Reason;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class EpmdPresenceTest {
  @RegisterExtension final Loops loops = new Loops();
  private int port;
  private EpmdClient client;

  @BeforeEach
  void pickPort() throws IOException {
    port = RealEpmd.freePort();
    client = new EpmdClient(loops.group, port);
  }

  private EpmdPresence start(String name) {
    return presence(name).start(loops.group).join();
  }

  private EpmdPresence.Builder presence(String name) {
    return EpmdPresence.builder(NodeEntry.hidden(name, 5000)).epmdPort(port);
  }

  private List<String> names() {
    return client.names("127.0.0.1").join().nodes().stream().map(EpmdNames.Node::name).toList();
  }

  private void awaitNames(String... expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions() // while nobody serves
        .untilAsserted(() -> assertThat(names()).containsExactlyInAnyOrder(expected));
  }

  @Test
  void start_portFree_servesAndRegisters() {
    var presence = start("a");

    assertThat(presence.isServing()).isTrue();
    assertThat(presence.isRegistered()).isTrue();
    assertThat(Integer.toUnsignedLong(presence.creation())).isGreaterThan(3);
    assertThat(client.lookup("a", "127.0.0.1").join()).contains(presence.entry());
  }

  @Test
  void start_severalInOneProcess_oneServes() {
    var presences = IntStream.range(0, 5).mapToObj(i -> presence("n" + i)).toList();

    var started =
        presences.stream().map(it -> it.start(loops.group)).toList().stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(started.stream().filter(EpmdPresence::isServing)).hasSize(1);
    assertThat(names()).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4");
  }

  @Test
  void start_realDaemonRuns_registersThere() throws IOException {
    try (var _ = RealEpmd.start(port)) {
      var presence = start("a");

      assertThat(presence.isServing()).isFalse();
      assertThat(names()).containsExactly("a");
    }
  }

  @Test
  void start_nameTaken_failsAtOnce() {
    start("a");

    assertThatThrownBy(() -> start("a"))
        .cause()
        .isInstanceOfSatisfying(
            EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN))
        .hasMessageContaining("refused the name 'a': another live node has it");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void start_nobodyServesAndNeverServe_failsInTime() {
    var starting =
        presence("a").neverServe().startTimeout(Duration.ofMillis(300)).start(loops.group);

    assertThatThrownBy(starting::join)
        .cause()
        .isInstanceOfSatisfying(
            EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
        .hasMessageContaining(
            "cannot register 'a' on EPMD port " + port + " within 300 ms: no EPMD");
  }

  @Test
  void start_somethingSilentHasThePort_failsInTime() throws IOException {
    try (var _ = new ServerSocket(port)) {
      var starting = presence("a").startTimeout(Duration.ofMillis(300)).start(loops.group);

      assertThatThrownBy(starting::join)
          .cause()
          .isInstanceOfSatisfying(
              EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
  }

  @Test
  void start_daemonComesLater_registersThen() throws IOException {
    var starting = presence("a").neverServe().start(loops.group);
    try (var _ = RealEpmd.start(port)) {
      assertThat(starting.join().isRegistered()).isTrue();
    }
  }

  @Test
  void start_cancelled_leavesNothing() {
    EventLoop loop = loops.group.next();
    var cancelled = new CountDownLatch(1);
    loop.submit(() -> cancelled.await(60, TimeUnit.SECONDS)); // or the start may be faster
    var starting = presence("a").start(loop);
    assertThat(starting.cancel(true)).isTrue();
    cancelled.countDown();
    var other = start("b");

    awaitNames("b");
    other.close();
    other.closed().join();
    assertThat(RealEpmd.accepts(port)).isFalse();
  }

  @Test
  void close_serving_freesThePort() throws Exception {
    var presence = start("a");

    presence.close();
    presence.closed().get(5, TimeUnit.SECONDS);

    assertThat(presence.isRegistered()).isFalse();
    try (var again = new ServerSocket(port)) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void close_serving_othersTakeOverAndKeepTheirCreation() {
    var first = start("a");
    var second = start("b");
    var third = start("c");
    int creation = second.creation();

    first.close();

    awaitNames("b", "c");
    assertThat(second.isServing() ^ third.isServing()).isTrue();
    assertThat(second.creation()).isEqualTo(creation);
  }

  @Test
  void close_registeredElsewhere_unregisters() {
    start("a");
    var second = start("b");

    second.close();

    awaitNames("a");
  }

  @Test
  void takeover_serverDiesTenTimes_namesComeBack() throws Exception {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(new Member("m" + i));
    }
    for (int round = 3; round < 13; round++) {
      var serving = members.stream().filter(it -> it.presence.isServing()).findAny().orElseThrow();
      members.remove(serving);
      var creations = members.stream().map(it -> it.presence.creation()).toList();

      serving.die();

      awaitNames(members.stream().map(it -> it.name).toArray(String[]::new));
      assertThat(members.stream().filter(it -> it.presence.isServing())).hasSize(1);
      assertThat(members.stream().map(it -> it.presence.creation())).isEqualTo(creations);
      members.add(new Member("m" + round));
      awaitNames(members.stream().map(it -> it.name).toArray(String[]::new));
    }
    for (var member : members) {
      member.die();
    }
  }

  @Test
  void takeover_realDaemonDies_presenceServes() throws IOException {
    var real = RealEpmd.start(port);
    var a = start("a");
    var b = start("b");
    int creation = a.creation();

    real.close();

    awaitNames("a", "b");
    assertThat(a.isServing() ^ b.isServing()).isTrue();
    assertThat(a.creation()).isEqualTo(creation);
  }

  @Test
  void takeover_neverServe_waitsForADaemon() throws IOException {
    var real = RealEpmd.start(port);
    var presence = presence("a").neverServe().start(loops.group).join();

    real.close();
    await().until(() -> !presence.isRegistered());

    try (var _ = RealEpmd.start(port)) {
      awaitNames("a");
      assertThat(presence.isServing()).isFalse();
    }
  }

  @Test
  void registration_takenAway_comesBackWithTheSameCreation() throws IOException {
    try (var server =
        EpmdServer.builder().port(port).relaxedCommandCheck(true).start(loops.group).join()) {
      var presence = start("a");
      int creation = presence.creation();
      for (int i = 0; i < 3; i++) {
        try (var peer = RawPeer.asking(port, RawPeer.request('s', "a"))) {
          assertThat(peer.readToEnd()).asString().isEqualTo("STOPPED");
        }
        awaitNames("a");
      }
      assertThat(presence.creation()).isEqualTo(creation);
      assertThat(server.port()).isEqualTo(port);
    }
  }

  @Test
  void registration_lostAndNameTakenByAnother_isTriedUntilItIsFree() throws Exception {
    // An EPMD by script: grants creation 7, drops the node, refuses it twice, grants creation 9.
    try (var listener = new ServerSocket(port)) {
      var starting = presence("a").neverServe().start(loops.group);
      try (var peer = listener.accept()) {
        peer.getOutputStream().write(new byte[] {118, 0, 0, 0, 0, 7});
        starting.join();
      }
      for (int i = 0; i < 2; i++) {
        try (var peer = listener.accept()) {
          peer.getOutputStream().write(new byte[] {118, 1, 0, 0, 0, 99});
          assertThat(peer.getInputStream().readAllBytes()).isNotEmpty(); // until the client closes
        }
      }
      try (var peer = listener.accept()) {
        peer.getOutputStream().write(new byte[] {118, 0, 0, 0, 0, 9});
        var presence = starting.join();
        await().until(presence::isRegistered);

        assertThat(presence.creation()).isEqualTo(7);
        byte[] asked = peer.getInputStream().readNBytes(16);
        assertThat(new String(asked, StandardCharsets.ISO_8859_1)).endsWith("a\0\0");
        presence.close();
        presence.closed().get(5, TimeUnit.SECONDS);
      }
    }
  }

  /// A presence with event loops of its own, which can end at once with all its connections.
  private final class Member {
    private final Loops own = new Loops();
    final String name;
    final EpmdPresence presence;

    Member(String name) {
      this.name = name;
      this.presence = presence(name).start(own.group).join();
    }

    void die() throws InterruptedException {
      own.shutDown();
    }
  }
}
