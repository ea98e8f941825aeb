package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIf;

/// How `jergon demo` starts, stops and comes back, and what it refuses to be.
@EnabledIf("io.jergon.interop.DemoKind#jergonIsChosen")
class DemoLifecycleIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  @Test
  void demo_withoutAnEpmd_servesItsOwn() {
    try (var demo = JergonDemo.start();
        var erl = World.peer("erl@127.0.0.1", demo)) {
      assertThat(erl.eval("{ok, Names} = net_adm:names(), lists:sort([N || {N, _} <- Names])"))
          .isEqualTo("[\"demo\",\"erl\"]");
    }
  }

  @Test
  void demo_withAnEpmd_registersThere() {
    try (var epmd = Epmd.start();
        var demo = JergonDemo.start(epmd.port());
        var erl = World.peer("erl@127.0.0.1", demo)) {
      assertThat(erl.eval("net_adm:ping(D)")).isEqualTo("pong");
      assertThat(epmd.output()).contains("demo");
    }
  }

  @Test
  void demo_shortName_talksToShortNamesOnly() {
    int port = FreePort.pick();
    try (var demo = JergonDemo.start("--sname", "demo@localhost", port);
        var peer = World.peer("short@localhost", demo);
        var other = World.peer("long@127.0.0.1", demo)) {
      assertThat(demo.node()).isEqualTo("demo@localhost");
      assertThat(peer.eval("{net_adm:ping(D), gen_server:call({echo, D}, hi)}"))
          .isEqualTo("{pong,hi}");
      assertThat(other.eval("net_adm:ping(D)")).isEqualTo("pang");
      var complaints = Complaints.of(demo);
      peer.eval("gen_server:cast({echo, D}, {{someone, 'long@127.0.0.1'}, hello})");
      complaints.expectOne("long@127.0.0.1", "short");
    }
  }

  @Test
  void demo_longName_talksToLongNamesOnly() {
    try (var demo = JergonDemo.start();
        var peer = World.peer("long@127.0.0.1", demo);
        var other = World.peer("short@localhost", demo)) {
      assertThat(peer.eval("net_adm:ping(D)")).isEqualTo("pong");
      assertThat(other.eval("net_adm:ping(D)")).isEqualTo("pang");
      var complaints = Complaints.of(demo);
      peer.eval("gen_server:cast({echo, D}, {{someone, 'short@localhost'}, hello})");
      complaints.expectOne("short@localhost", "long");
    }
  }

  @Test
  void demo_nameInUse_endsWithOneLine() {
    try (var first = JergonDemo.start();
        var second =
            JergonDemo.launch(
                List.of(
                    "demo",
                    "--name",
                    DemoKind.NODE,
                    "--cookie",
                    "x",
                    "--epmd-port",
                    first.epmdPort() + ""))) {
      assertThat(second.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
      assertThat(second.output().lines().filter(line -> line.startsWith("\tat "))).isEmpty();
      assertThat(second.output()).contains("demo");
      assertThat(first.process().isAlive()).isTrue();
    }
  }

  @Test
  void sigterm_exitsWithZeroAndPeersAreTold() {
    try (var world = new World(DemoKind.JERGON)) {
      ErlangNode erl = world.erl();
      erl.eval(
          "monitor_node(D, true), Ref = monitor(process, {echo, D}), gen_server:call({echo, D}, up)");
      assertThat(world.demo().process().terminate(SOON)).isZero();
      assertThat(
              erl.eval(
                  "receive {'DOWN', Ref, process, _, R} -> is_atom(R) after 5000 -> nothing end"))
          .isEqualTo("true");
      assertThat(erl.eval("receive {nodedown, D} -> down after 5000 -> nothing end"))
          .isEqualTo("down");
    }
  }

  @Test
  void sigterm_withAnEpmd_freesTheName() {
    try (var epmd = Epmd.start()) {
      for (int round = 0; round < 2; round++) {
        try (var demo = JergonDemo.start(epmd.port())) {
          assertThat(demo.process().terminate(SOON)).isZero();
        }
      }
    }
  }

  @Test
  void killedAndBack_oldPidsAreDeadNamesWork() {
    try (var epmd = Epmd.start();
        var first = JergonDemo.start(epmd.port());
        var erl = World.peer("erl@127.0.0.1", first)) {
      erl.eval(
          "[{_, Old, _, _}] = supervisor:which_children({demo_sup, D}), monitor_node(D, true)");
      first.process().kill();
      erl.eval("receive {nodedown, D} -> ok end");
      try (var second = JergonDemo.start(epmd.port())) {
        assertThat(second.node()).isEqualTo(DemoKind.NODE);
        assertThat(
                erl.eval(
                    """
                    pong = net_adm:ping(D),
                    Ref = monitor(process, Old),
                    {'DOWN', Ref, process, Old, Reason} = jergon_suite:next(),
                    [{_, New, _, _}] = supervisor:which_children({demo_sup, D}),
                    {Reason, Old =:= New, catch gen_server:call(Old, get), gen_server:call({counter, D}, get)}\
                    """))
            .startsWith("{noproc,false,{'EXIT',{noproc,")
            .endsWith(",0}");
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
  void hugeFrameThatNeverComes_harmsNobody() {
    try (var world = new World(DemoKind.JERGON)) {
      ErlangNode erl = world.erl();
      try (var peer =
          FakePeer.handshake(world.demo(), "vandal@127.0.0.1", FakePeer.BRING_UP_FLAGS)) {
        peer.raw((byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 112);
        assertThat(erl.eval("gen_server:call({echo, D}, meanwhile)")).isEqualTo("meanwhile");
      }
      try (var peer =
          FakePeer.handshake(world.demo(), "vandal@127.0.0.1", FakePeer.BRING_UP_FLAGS)) {
        peer.raw((byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 112);
        assertThat(peer.closedWithin(SOON)).isTrue();
      }
    }
  }

  @Test
  void notOffered_functionsOfOtp_areUndef() {
    try (var world = new World(DemoKind.JERGON)) {
      ErlangNode erl = world.erl();
      assertThat(erl.eval("rpc:call(D, erlang, halt, [])")).startsWith("{badrpc,{'EXIT',{undef,");
      assertThat(erl.eval("rpc:call(D, os, cmd, [\"id\"])")).startsWith("{badrpc,{'EXIT',{undef,");
      assertThat(erl.eval("rpc:call(D, 'java.lang.System', exit, [1])"))
          .startsWith("{badrpc,{'EXIT',{undef,");
      assertThat(erl.eval("gen_server:call({echo, D}, lives)")).isEqualTo("lives");
    }
  }
}
