package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A node dies by `kill -9`: everybody who was tied to it is told `noconnection`, once. Each test
/// has its own nodes.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class NodeDeathIT {

  private final DemoKind kind;

  NodeDeathIT(World world) {
    kind = world.kind();
  }

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  @Test
  void demoKilled_linksMonitorsCallsAndNodeMonitors_areToldOnce() {
    try (var world = new World(kind)) {
      ErlangNode erl = world.erl();
      erl.eval(
          """
          Main = self(),
          Watcher = spawn_link(fun() ->
              process_flag(trap_exit, true),
              monitor_node(D, true),
              {Linked, _} = spawn_opt(D, jergon_demo, echo_loop, [], [link, monitor]),
              monitor(process, {echo, D}),
              link(Linked),
              Caller = spawn(fun() -> Main ! {call, catch gen_server:call({counter, D}, {sleep, 20000}, infinity)} end),
              Linked ! {self(), up}, receive {Linked, up} -> ok end,
              %% It waits for the answer when it has sent the request.
              true = jergon_suite:until(fun() -> process_info(Caller, status) =:= {status, waiting} end),
              Main ! {ready, Caller},
              receive {nodedown, D} -> ok end,
              Main ! {told, [jergon_suite:next() || _ <- lists:seq(1, 3)], jergon_suite:flush()}
          end),
          receive {ready, _} -> ok end\
          """);
      world.demo().process().kill();
      assertThat(
              erl.eval(
                  """
                  receive {told, Told, Rest} -> ok end,
                  {lists:sort([case T of {'EXIT', _, R} -> {exit, R}; {'DOWN', _, process, {echo, _}, R} -> {name, R};
                       {'DOWN', _, process, _, R} -> {down, R}; Other -> Other end || T <- Told]),
                   Rest}\
                  """))
          .isEqualTo("{[{down,noconnection},{exit,noconnection},{name,noconnection}],[]}");
      assertThat(erl.eval("receive {call, Result} -> Result end"))
          .startsWith("{'EXIT',{{nodedown,'demo@127.0.0.1'},");
      assertThat(erl.eval("{jergon_suite:flush(), lists:member(D, nodes(hidden))}"))
          .isEqualTo("{[],false}");
    }
  }

  @Test
  void erlangKilled_linkedDemoProcesses_endWithNoconnection() {
    try (var world = new World(kind);
        var victim = world.peer("victim@127.0.0.1")) {
      ErlangNode erl = world.erl();
      erl.eval(
          """
          register(main, self()),
          Tied = [spawn_monitor(D, jergon_demo, echo_loop, []) || _ <- lists:seq(1, 5)],
          {Free, FreeRef} = spawn_monitor(D, jergon_demo, echo_loop, [])\
          """);
      // They know each other through the demo only.
      erl.eval("gen_server:call({kv, D}, {put, tied, [P || {P, _} <- Tied]})");
      victim.eval(
          """
          {ok, Tied} = gen_server:call({kv, D}, {get, tied}),
          Self = self(),
          [spawn(fun() -> link(P), link(P), P ! {self(), up}, receive {P, up} -> Self ! linked end, receive never -> ok end end) || P <- Tied],
          [receive linked -> ok end || _ <- Tied]\
          """);
      victim.kill();
      assertThat(
              erl.eval(
                  "[receive {'DOWN', Ref, process, P, R} -> R after 10000 -> nothing end || {P, Ref} <- Tied]"))
          .isEqualTo("[noconnection,noconnection,noconnection,noconnection,noconnection]");
      assertThat(
              erl.eval(
                  "Free ! {self(), still}, {jergon_suite:next(), jergon_suite:settled(D)} =:= {{Free, still}, []}"))
          .isEqualTo("true");
    }
  }

  @Test
  void erlangKilledAndBack_oldPidsAreDeadTheNewNodeIsServed() {
    try (var world = new World(kind)) {
      world.demo();
      try (var first = world.peer("phoenix@127.0.0.1")) {
        first.eval("gen_server:call({kv, D}, {put, old, self()})");
        first.kill();
      }
      try (var second = world.peer("phoenix@127.0.0.1")) {
        assertThat(
                second.eval(
                    """
                    {ok, Old} = gen_server:call({kv, D}, {get, old}),
                    [spawn(fun() -> receive never -> ok end end) || _ <- lists:seq(1, 50)],
                    gen_server:cast({echo, D}, {Old, hello}),
                    gen_server:cast({echo, D}, {self(), hi}),
                    {jergon_suite:next(), jergon_suite:settled(D)}\
                    """))
            .isEqualTo("{hi,[]}");
      }
    }
  }
}
