package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.interop.Ties.Dials;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A real Erlang node and a Jergon node with a bad network between them, whoever dialled. Whatever
/// breaks: every link, monitor and call across resolves once, on both sides, and when the network
/// is good again, so are the nodes.
class NetworkFaultsIT {
  private static final Duration TICK_TIME = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ERL = "erl@127.0.0.1";
  private static final String JAVA = "java@127.0.0.1";

  private static Epmd erlangs;
  private static Epmd javas;
  private static Node node;
  private static ErlangNode erl;
  private static Ties ties;

  private @Nullable FaultProxy proxy;
  private @Nullable FaultProxy back;

  @BeforeAll
  static void start() {
    RealErlang.require();
    erlangs = Epmd.start();
    javas = Epmd.start();
    node =
        Wire.under(
                Node.builder(JAVA)
                    .cookie(Place.COOKIE)
                    .epmd(EpmdMode.CLIENT)
                    .epmdPort(javas.port())
                    .listenAddress(InetAddress.getLoopbackAddress())
                    .tickTime(TICK_TIME)
                    .setupTime(Duration.ofSeconds(5)))
            .start();
    erl =
        Wire.under(
                ErlangNode.builder(ERL)
                    .cookie(Place.COOKIE)
                    .epmdPort(erlangs.port())
                    .arguments("-kernel", "net_ticktime", "2", "-kernel", "net_setuptime", "5"))
            .start();
    ties = new Ties(node, erl);
  }

  @AfterAll
  static void stop() {
    Closing.all(node, erl, erlangs, javas);
  }

  /// The next test finds two nodes that do not know where the other one is.
  @AfterEach
  void part() {
    Closing.all(proxy, back);
    disconnect();
  }

  private static void disconnect() {
    node.disconnect(ERL);
    assertThat(erl.eval("jergon_suite:until(fun() -> nodes(connected) =:= [] end)"))
        .isEqualTo("true");
  }

  /// Connects through the proxy.
  private void connect(Dials dials) {
    // The one who dials asks its own EPMD, which knows the proxy under the other's name.
    proxy =
        dials == Dials.JERGON
            ? new FaultProxy("erl", erlangs, javas)
            : new FaultProxy("java", javas, erlangs);
    ties.dial(dials);
  }

  // ---- faults ----

  enum Fault {
    /// Both ends keep an open socket, and hear nothing more.
    HALF_OPEN {
      @Override
      void happens(FaultProxy proxy) {
        proxy.hold();
      }
    },
    ONE_WAY_TO_THE_DIALLED {
      @Override
      void happens(FaultProxy proxy) {
        proxy.holdToTarget();
      }
    },
    ONE_WAY_TO_THE_DIALLER {
      @Override
      void happens(FaultProxy proxy) {
        proxy.holdFromTarget();
      }
    },
    RESET {
      @Override
      void happens(FaultProxy proxy) {
        proxy.reset();
      }
    };

    abstract void happens(FaultProxy proxy);
  }

  static Stream<Arguments> faults() {
    return Stream.of(Fault.values())
        .flatMap(fault -> Stream.of(Dials.values()).map(dials -> Arguments.of(fault, dials)));
  }

  @ParameterizedTest(name = "{0}, {1} dialled")
  @MethodSource("faults")
  void network_breaks_everythingAcrossIsResolvedOnceAndComesAgain(Fault fault, Dials dials)
      throws Exception {
    connect(dials);
    Ties.Told told = ties.tie();

    fault.happens(proxy);

    ties.assertToldOnce(told);
    proxy.heal();
    ties.assertGoodAgain(dials);
  }

  @ParameterizedTest
  @EnumSource
  void network_isCutAndNobodyGetsThrough_diallingFailsUntilItHeals(Dials dials) throws Exception {
    connect(dials);
    Ties.Told told = ties.tie();

    proxy.hold();
    ties.assertToldOnce(told);
    if (dials == Dials.JERGON) {
      assertThat(node.ping(ERL)).isFalse();
    } else {
      assertThat(erl.eval("net_adm:ping(N)")).isEqualTo("pang");
    }
    proxy.heal();
    ties.assertGoodAgain(dials);
  }

  // ---- slow networks, over which all works ----

  @ParameterizedTest
  @EnumSource
  void network_late200Milliseconds_everythingArrives(Dials dials) throws Exception {
    connect(dials);
    proxy.delay(Duration.ofMillis(200));
    ties.assertTraffic(500, 10_000);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void network_oneByteAtATime_everythingArrives(Dials dials) throws Exception {
    connect(dials);
    proxy.oneByOne(true);
    ties.assertTraffic(100, 500);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  /// Each is at work on its own connection when the other one's comes in.
  @Test
  void network_late_bothDialAtOnce_oneConnectionIsLeft() throws Exception {
    proxy = new FaultProxy("erl", erlangs, javas);
    back = new FaultProxy("java", javas, erlangs);
    for (FaultProxy each : List.of(proxy, back)) {
      each.delay(Duration.ofMillis(100));
    }
    for (int round = 0; round < 5; round++) {
      CompletableFuture<Boolean> ping = CompletableFuture.supplyAsync(() -> node.ping(ERL));
      assertThat(erl.eval("net_adm:ping(N)", LONG)).isEqualTo("pong");
      assertThat(ping.get(60, TimeUnit.SECONDS)).isTrue();
      ties.assertTraffic(50, 100);
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(proxy.connections() + back.connections()).isEqualTo(1));
      disconnect();
    }
  }
}
