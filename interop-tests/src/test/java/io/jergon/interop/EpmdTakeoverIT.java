package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import java.time.Duration;
import java.util.ArrayDeque;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Demos that share a port and serve EPMD among themselves: when the one that serves dies, another
/// one does.
@EnabledIf("io.jergon.interop.DemoKind#jergonIsChosen")
class EpmdTakeoverIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  private static JergonDemo demo(String name, int port) {
    return JergonDemo.start("--name", name + "@127.0.0.1", port);
  }

  private static void awaitNames(int port, String... names) {
    Awaitility.await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> {
          for (String name : names) {
            assertThat(FakePeer.portOf(port, name)).isPositive();
          }
        });
  }

  @Test
  void servingDemoKilled_theOtherServesAndErlRegistersAgain() {
    int port = FreePort.pick();
    try (var first = demo("first", port);
        var second = demo("second", port);
        var erl = World.peer("erl@127.0.0.1", second)) {
      erl.eval(
          "[{_, Counter, _, _}] = supervisor:which_children({demo_sup, D}), gen_server:call(Counter, {add, 7})");
      first.process().kill();
      awaitNames(port, "second");
      // OTP's nodes come back by themselves, after 2 s.
      awaitNames(port, "erl");
      assertThat(erl.eval("gen_server:call(Counter, get)")).isEqualTo("7");
      try (var late = World.peer("late@127.0.0.1", second)) {
        assertThat(late.eval("{net_adm:ping(D), net_adm:ping('erl@127.0.0.1')}"))
            .isEqualTo("{pong,pong}");
        // A new connection to the node that has registered again: its pids are still the same.
        late.eval("[{_, Same, _, _}] = supervisor:which_children({demo_sup, D})");
        assertThat(late.eval("gen_server:call(Same, get)")).isEqualTo("7");
      }
    }
  }

  @Test
  void aloneDemoKilled_aNewOneServesThePort() {
    int port = FreePort.pick();
    ErlangNode erl;
    try (var first = demo("first", port)) {
      erl = World.peer("erl@127.0.0.1", first);
      first.process().kill();
    }
    try (erl;
        var second = demo("second", port)) {
      awaitNames(port, "second", "erl");
      assertThat(erl.eval("net_adm:ping('" + second.node() + "')")).isEqualTo("pong");
    }
  }

  @Test
  void takeover_worksAgainAndAgain() {
    int port = FreePort.pick();
    var demos = new ArrayDeque<JergonDemo>();
    try {
      demos.add(demo("d0", port));
      for (int round = 1; round <= 4; round++) {
        demos.add(demo("d" + round, port));
        try (var serving = demos.remove()) {
          serving.process().kill();
        }
        awaitNames(port, "d" + round);
      }
      demos.add(demo("last", port));
      awaitNames(port, "d4", "last");
    } finally {
      demos.forEach(JergonDemo::close);
    }
  }
}
