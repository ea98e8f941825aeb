package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jergon.testkit.ErlangNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Erlang runs the functions of `jergon_demo` on the demo: erpc, rpc in its old and new forms,
/// spawn.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class RemoteCodeIT {

  private final World world;
  private final ErlangNode erl;

  RemoteCodeIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
  }

  @Test
  void erpcCall_offeredFunctions_answer() {
    assertThat(erl.eval("erpc:call(D, jergon_demo, add, [40, 2])")).isEqualTo("42");
    assertThat(erl.eval("erpc:call(D, jergon_demo, add, [1 bsl 80, 1]) =:= (1 bsl 80) + 1"))
        .isEqualTo("true");
    assertThat(erl.eval("erpc:call(D, jergon_demo, echo, [{a, #{b => [c]}}])"))
        .isEqualTo("{a,#{b => [c]}}");
    assertThat(erl.eval("erpc:call(D, jergon_demo, whoami, [])")).isEqualTo("'demo@127.0.0.1'");
    assertThat(erl.eval("erpc:call(D, jergon_demo, sleep, [1])")).isEqualTo("ok");
  }

  @Test
  void erpcCall_exit_isRaisedWithTheWholeReason() {
    assertThatThrownBy(() -> erl.eval("erpc:call(D, jergon_demo, fail, [{oh, [no]}])"))
        .hasMessageStartingWith("exit:{exception,{oh,[no]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jergon_demo, no_such, [1, x]|{jergon_demo,no_such,[1,x],[]}",
        "jergon_demo, add, [1]|{jergon_demo,add,[1],[]}",
        "no_module, f, []|{no_module,f,[],[]}"
      })
  void erpcCall_undefinedFunction_undefAsFromErlang(String call, String frame) {
    assertThatThrownBy(() -> erl.eval("erpc:call(D, " + call + ")"))
        .hasMessageStartingWith("error:{exception,undef,[" + frame + "]}");
  }

  @Test
  void erpcCall_tooSlow_timesOutAndNothingComesLater() {
    assertThatThrownBy(() -> erl.eval("erpc:call(D, jergon_demo, sleep, [200], 50)"))
        .hasMessageStartingWith("error:{erpc,timeout}");
    assertThat(erl.eval("ok = erpc:call(D, jergon_demo, sleep, [250]), jergon_suite:settled(D)"))
        .isEqualTo("[]");
  }

  @Test
  void erpcSendRequest_concurrent_runsAllAtOnce() {
    assertThat(
            erl.eval(
                """
                {Time, Answers} = timer:tc(fun() ->
                    Requests = [erpc:send_request(D, jergon_demo, sleep, [500]) || _ <- lists:seq(1, 20)],
                    [erpc:receive_response(R, 10000) || R <- Requests]
                end),
                {lists:usort(Answers), Time < 5000000}\
                """))
        .isEqualTo("{[ok],true}");
  }

  @Test
  void erpcCast_runs() {
    assertThat(
            erl.eval(
                """
                Main = self(),
                ok = erpc:cast(D, jergon_demo, fail, [nobody_sees_this]),
                ok = erpc:cast(D, jergon_demo, no_such, []),
                jergon_suite:settled(D)\
                """))
        .isEqualTo("[]");
  }

  @Test
  void erpcMulticall_demoAndErlang_answerForEach() {
    assertThat(erl.eval("erpc:multicall([D, node()], erlang, no_such, [], 5000)"))
        .isEqualTo(
            "[{error,{exception,undef,[{erlang,no_such,[],[]}]}},{error,{exception,undef,[{erlang,no_such,[],[]}]}}]");
    assertThat(erl.eval("erpc:multicall([D], jergon_demo, add, [1, 2])")).isEqualTo("[{ok,3}]");
  }

  @Test
  void rpcCall_answersAndBadrpc() {
    assertThat(erl.eval("rpc:call(D, jergon_demo, add, [40, 2])")).isEqualTo("42");
    assertThat(erl.eval("rpc:call(D, jergon_demo, fail, [{oh, no}])"))
        .isEqualTo("{badrpc,{'EXIT',{oh,no}}}");
    assertThat(erl.eval("rpc:call(D, jergon_demo, no_such, [1])"))
        .isEqualTo("{badrpc,{'EXIT',{undef,[{jergon_demo,no_such,[1],[]}]}}}");
    assertThat(erl.eval("rpc:call(D, jergon_demo, sleep, [300], 50)"))
        .isEqualTo("{badrpc,timeout}");
  }

  @Test
  void rpcVariants_answer() {
    assertThat(erl.eval("rpc:block_call(D, jergon_demo, add, [1, 2])")).isEqualTo("3");
    assertThat(erl.eval("rpc:block_call(D, jergon_demo, fail, [no])"))
        .isEqualTo("{badrpc,{'EXIT',no}}");
    assertThat(erl.eval("rpc:yield(rpc:async_call(D, jergon_demo, whoami, []))"))
        .isEqualTo("'demo@127.0.0.1'");
    assertThat(erl.eval("rpc:multicall([D], jergon_demo, echo, [x])")).isEqualTo("{[x],[]}");
    assertThat(
            erl.eval("rpc:cast(D, jergon_demo, fail, [nobody_sees_this]), jergon_suite:settled(D)"))
        .isEqualTo("[]");
  }

  @Test
  void rex_rawForm_answersTheSender() {
    assertThat(
            erl.eval(
                """
                {rex, D} ! {self(), {call, jergon_demo, add, [1, 2], group_leader()}},
                A = jergon_suite:next(),
                {rex, D} ! {self(), {call, jergon_demo, no_such, [], group_leader()}},
                {A, jergon_suite:next()}\
                """))
        .isEqualTo("{{rex,3},{rex,{badrpc,{'EXIT',{undef,[{jergon_demo,no_such,[],[]}]}}}}}");
  }

  @Test
  void rex_genForm_answers() {
    assertThat(
            erl.eval("gen_server:call({rex, D}, {call, jergon_demo, add, [1, 2], group_leader()})"))
        .isEqualTo("3");
    assertThat(
            erl.eval("gen_server:call({rex, D}, {call, jergon_demo, fail, [no], group_leader()})"))
        .isEqualTo("{badrpc,{'EXIT',no}}");
  }

  @Test
  void spawn_echoLoop_converses() {
    assertThat(
            erl.eval(
                """
                Loop = spawn(D, jergon_demo, echo_loop, []),
                [Loop ! {self(), I} || I <- lists:seq(1, 1000)],
                Answers = [receive {Loop, _} = M -> M after 5000 -> nothing end || _ <- lists:seq(1, 1000)],
                Loop ! stop,
                {node(Loop), Answers =:= [{Loop, I} || I <- lists:seq(1, 1000)]}\
                """))
        .isEqualTo("{'demo@127.0.0.1',true}");
  }

  @Test
  void spawnMonitor_function_downWithItsEnd() {
    assertThat(
            erl.eval(
                """
                Run = fun(F, A) -> {P, R} = spawn_monitor(D, jergon_demo, F, A),
                    receive {'DOWN', R, process, P, Reason} -> Reason after 5000 -> nothing end end,
                {Run(whoami, []), Run(fail, [{a, b}]), Run(fail, [normal]), Run(fail, [kill]), Run(sleep, [20])}\
                """))
        .isEqualTo("{normal,{a,b},normal,kill,normal}");
  }

  @Test
  void spawnMonitor_undefinedFunction_undefAsFromErlang() {
    assertThat(
            erl.eval(
                """
                {P, R} = spawn_monitor(D, jergon_demo, no_such, [1, 2]),
                receive {'DOWN', R, process, P, Reason} -> Reason after 5000 -> nothing end\
                """))
        .isEqualTo("{undef,[{jergon_demo,no_such,[1,2],[]}]}");
  }

  @Test
  void spawnRequest_options_reply() {
    assertThat(
            erl.eval(
                """
                Id = spawn_request(D, jergon_demo, echo_loop, [],
                    [{reply_tag, born}, monitor, link, {priority, low}, {min_heap_size, 1000}, {message_queue_data, off_heap}]),
                {born, Id, ok, Pid} = jergon_suite:next(),
                unlink(Pid),
                Pid ! stop,
                {'DOWN', Id, process, Pid, Reason} = jergon_suite:next(),
                {Reason, jergon_suite:settled(D)}\
                """))
        .isEqualTo("{normal,[]}");
  }

  @Test
  void spawnRequest_withoutReply_runsSilently() {
    assertThat(
            erl.eval(
                """
                spawn_request(D, jergon_demo, whoami, [], [{reply, no}]),
                spawn_request(D, jergon_demo, no_such, [], [{reply, error_only}]),
                jergon_suite:settled(D)\
                """))
        .isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{priority,max}",
        "{message_queue_data,on_heap}",
        "{max_heap_size,0}",
        "{max_heap_size,#{size => 100000,kill => true,error_logger => false}}",
        "{fullsweep_after,10}",
        "{min_heap_size,0}",
        "{min_bin_vheap_size,46422}",
        "{scheduler,1}",
        "{monitor,[{tag,t}]}"
      })
  void spawnRequest_optionOfThisValue_spawns(String option) {
    assertThat(spawnedWith(option)).isEqualTo("{ok,true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{priority,bogus}",
        "{priority,1}",
        "{message_queue_data,mixed}",
        "{async_dist,x}",
        "{max_heap_size,1}",
        "{max_heap_size,-1}",
        "{max_heap_size,#{}}",
        "{max_heap_size,#{size => x}}",
        "{max_heap_size,#{size => 0,kill => 1}}",
        "{fullsweep_after,-1}",
        "{fullsweep_after,1 bsl 80}",
        "{min_heap_size,x}",
        "{scheduler,-1}",
        "{scheduler,100000}",
        "{bogus,1}",
        "bogus",
        "{a,b,c}"
      })
  void spawnRequest_optionOfAnotherValue_isBadopt(String option) {
    assertThat(spawnedWith(option)).isEqualTo("{error,badopt}");
  }

  @Test
  void spawnRequest_options_areFlagsOfTheProcessAsOnABeam() {
    assertThat(
            erl.eval(
                """
                Options = [{priority, max}, {priority, low}, {message_queue_data, off_heap},
                    {fullsweep_after, 65543}, {min_heap_size, 1000}, {min_bin_vheap_size, 50000},
                    {max_heap_size, #{size => 0, kill => false}}, {scheduler, 1}],
                Items = [priority, message_queue_data, fullsweep_after, min_heap_size,
                    min_bin_vheap_size],
                There = spawn_opt(D, jergon_demo, echo_loop, [], Options),
                Here = spawn_opt(timer, sleep, [infinity], Options),
                Shown = fun(P) ->
                    {_, #{kill := Kill, size := Size, error_logger := Logger}} =
                        rpc:call(node(P), erlang, process_info, [P, max_heap_size]),
                    [rpc:call(node(P), erlang, process_info, [P, Item]) || Item <- Items] ++ [Kill, Size, Logger]
                end,
                {Of, On} = {Shown(There), Shown(Here)},
                [exit(P, kill) || P <- [There, Here]],
                case Of of On -> Of; _ -> {Of, On} end\
                """))
        .isEqualTo(
            "[{priority,low},{message_queue_data,off_heap},{fullsweep_after,7},{min_heap_size,1598},"
                + "{min_bin_vheap_size,75113},false,0,true]");
  }

  private String spawnedWith(String option) {
    return erl.eval(
        """
        Id = spawn_request(D, jergon_demo, whoami, [], [%s]),
        {spawn_reply, Id, Kind, What} = jergon_suite:next(),
        {Kind, case Kind of ok -> is_pid(What); error -> What end}\
        """
            .formatted(option));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1, f, []",
        "m, 2, [a]",
        "m, f, x",
        "m, f, [a|b]",
        "erlang, apply, [jergon_demo, echo, x]"
      })
  void executeCall_noApplication_isBadargAsFromErlang(String application) {
    String local = application.startsWith("erlang") ? "jergon_demo, echo, x" : application;
    assertThat(
            erl.eval(
                """
                Raise = fun(M, F, A) -> try apply(M, F, A) catch error:E:Stack -> {E, hd(Stack)} end end,
                Here = Raise(%s),
                {Pid, Id} = spawn_monitor(D, erpc, execute_call, [res, %s]),
                {'DOWN', Id, process, Pid, {res, error, Reason, Stack}} = jergon_suite:next(),
                {Here =:= {Reason, hd(Stack)}, Reason}\
                """
                    .formatted(local, application)))
        .isEqualTo("{true,badarg}");
  }

  @Test
  void rex_noApplication_isBadarg() {
    assertThat(
            erl.eval(
                """
                {badrpc, {'EXIT', {Reason, Stack}}} =
                    gen_server:call({rex, D}, {call, jergon_demo, echo, x, group_leader()}),
                {Reason, element(3, hd(Stack))}\
                """))
        .isEqualTo("{badarg,[jergon_demo,echo,x]}");
  }

  @Test
  void rex_whoKillsIt_isServedByTheNextOne() {
    assumeTrue(world.kind() == DemoKind.JERGON, "a real rex takes its node with it");
    assertThat(
            erl.eval(
                """
                Rex = erpc:call(D, erlang, whereis, [rex]),
                Monitor = monitor(process, Rex),
                exit(Rex, kill),
                {'DOWN', Monitor, process, Rex, Why} = jergon_suite:next(),
                Back = jergon_suite:until(fun() -> is_pid(erpc:call(D, erlang, whereis, [rex])) end),
                {Why, Back, rpc:block_call(D, jergon_demo, add, [1, 2])}\
                """))
        .isEqualTo("{killed,true,3}");
  }

  @Test
  void spawn_thousand_eachEndsOnce() {
    assertThat(
            erl.eval(
                """
                All = [spawn_monitor(D, jergon_demo, echo, [I]) || I <- lists:seq(1, 1000)],
                Ends = [receive {'DOWN', R, process, P, Reason} -> Reason after 5000 -> nothing end || {P, R} <- All],
                {lists:usort(Ends), length(lists:usort([P || {P, _} <- All])), jergon_suite:settled(D)}\
                """))
        .isEqualTo("{[normal],1000,[]}");
  }

  @Test
  void netKernel_isAuth_answersYes() {
    assertThat(erl.eval("gen_server:call({net_kernel, D}, {is_auth, node()})")).isEqualTo("yes");
  }
}
