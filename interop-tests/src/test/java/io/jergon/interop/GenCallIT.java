package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.testkit.ErlangNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Erlang talks to the demo's processes: call, cast and plain messages, by name and by pid.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class GenCallIT {

  private final World world;
  private final ErlangNode erl;

  GenCallIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.eval("gen_server:cast({counter, D}, reset)");
  }

  @Test
  void ping_fromErlang_pongs() {
    assertThat(erl.eval("net_adm:ping(D)")).isEqualTo("pong");
    assertThat(erl.eval("{lists:member(D, nodes(hidden)), lists:member(D, nodes())}"))
        .isEqualTo("{true,false}");
  }

  @Test
  void echo_call_answersTheTerm() {
    assertThat(erl.eval("gen_server:call({echo, D}, {hello, [1, 2.5, <<\"x\">>]})"))
        .isEqualTo("{hello,[1,2.5,<<\"x\">>]}");
  }

  @Test
  void echo_cast_sendsToTheGivenPid() {
    assertThat(erl.eval("gen_server:cast({echo, D}, {self(), surprise}), jergon_suite:next()"))
        .isEqualTo("surprise");
  }

  @Test
  void echo_info_answersTheSender() {
    assertThat(erl.eval("{echo, D} ! {self(), hi}, jergon_suite:next()")).isEqualTo("{echo,hi}");
  }

  @Test
  void echo_infoOfAnotherShape_isIgnored() {
    assertThat(
            erl.eval(
                "{echo, D} ! garbage, {echo, D} ! {not_a_pid, 1}, {echo, D} ! {self(), 1, 2}, "
                    + "jergon_suite:settled(D)"))
        .isEqualTo("[]");
  }

  @Test
  void counter_calls_count() {
    assertThat(
            erl.eval(
                "C = {counter, D}, [gen_server:call(C, R) || R <- [{add, 2}, {add, 40}, get, {add, -2}]]"))
        .isEqualTo("[2,42,42,40]");
  }

  @Test
  void counter_beyond64Bits_stillCounts() {
    assertThat(erl.eval("gen_server:call({counter, D}, {add, 1 bsl 70}) =:= 1 bsl 70"))
        .isEqualTo("true");
  }

  @Test
  void counter_castReset_startsAtZero() {
    erl.eval("gen_server:call({counter, D}, {add, 5}), gen_server:cast({counter, D}, reset)");
    assertThat(erl.eval("gen_server:call({counter, D}, get)")).isEqualTo("0");
  }

  @Test
  void kv_putGetDeleteSize_keepAnyKeys() {
    assertThat(
            erl.eval(
                """
                KV = {kv, D},
                Before = gen_server:call(KV, size),
                Key = #{<<"k">> => [1.0 | tail]},
                Answers = [gen_server:call(KV, R) || R <- [{put, Key, {v, self()}}, {get, Key},
                    {put, 1, int}, {put, 1.0, float}, {get, 1}, {get, 1.0}, {get, none}]],
                After = gen_server:call(KV, size),
                [ok = gen_server:call(KV, {delete, K}) || K <- [Key, 1, 1.0, none]],
                {After - Before, Answers =:= [ok, {ok, {v, self()}}, ok, ok, {ok, int}, {ok, float}, not_found],
                 gen_server:call(KV, size) - Before}\
                """))
        .isEqualTo("{3,true,0}");
  }

  @Test
  void call_byPid_reachesTheSameProcess() {
    erl.eval("[{counter, Pid, _, _}] = supervisor:which_children({demo_sup, D})");
    assertThat(
            erl.eval(
                "{node(Pid) =:= D, gen_server:call(Pid, {add, 3}), gen_server:call({counter, D}, get)}"))
        .isEqualTo("{true,3,3}");
    assertThat(erl.eval("gen_server:cast(Pid, reset), gen_server:call(Pid, get)")).isEqualTo("0");
  }

  @Test
  void message_toSpawnedPid_isAnsweredFromIt() {
    assertThat(
            erl.eval(
                """
                Loop = spawn(D, jergon_demo, echo_loop, []),
                Loop ! {self(), #{a => 1}},
                Answer = jergon_suite:next(),
                Loop ! stop,
                Answer =:= {Loop, #{a => 1}}\
                """))
        .isEqualTo("true");
  }

  @Test
  void call_missingName_isNoprocAtOnce() {
    assertThat(
            erl.eval(
                """
                {Time, Result} = timer:tc(fun() -> catch gen_server:call({nobody, D}, hello, 20000) end),
                {Time < 2000000, Result}\
                """))
        .isEqualTo(
            "{true,{'EXIT',{noproc,{gen_server,call,[{nobody,'demo@127.0.0.1'},hello,20000]}}}}");
  }

  @Test
  void call_deadPid_isNoprocAtOnce() {
    assertThatThrownBy(() ->
            erl.eval(
                """
                {Dead, Ref} = spawn_monitor(D, jergon_demo, whoami, []),
                receive {'DOWN', Ref, process, Dead, normal} -> ok end,
                gen_server:call(Dead, hello, 20000)\
                """))
        .hasMessageStartingWith("exit:{noproc,");
  }

  @Test
  void cast_missingName_isDropped() {
    assertThat(
            erl.eval(
                "ok = gen_server:cast({nobody, D}, hello), {nobody, D} ! hello, jergon_suite:settled(D)"))
        .isEqualTo("[]");
  }

  @Test
  void call_timedOut_lateReplyIsNowhere() {
    assertThat(
            erl.eval(
                """
                {'EXIT', {timeout, _}} = (catch gen_server:call({counter, D}, {sleep, 300}, 50)),
                %% When this one is answered, the late one has been.
                ok = gen_server:call({counter, D}, {sleep, 300}),
                jergon_suite:settled(D)\
                """))
        .isEqualTo("[]");
  }

  @Test
  void call_whileAnotherHandlerSleeps_isAnswered() {
    assertThat(
            erl.eval(
                """
                jergon_suite:isolated(fun() ->
                    Sleeper = gen_server:send_request({counter, D}, {sleep, 1500}),
                    [X = gen_server:call({echo, D}, X) || X <- lists:seq(1, 100)],
                    gen_server:wait_response(Sleeper, 0)
                end)\
                """))
        .isEqualTo("timeout");
  }

  @Test
  void sendRequest_many_eachAnsweredOnce() {
    assertThat(
            erl.eval(
                """
                Requests = [{I, gen_server:send_request({echo, D}, I)} || I <- lists:seq(1, 500)],
                Answers = [{I, gen_server:receive_response(R, 5000)} || {I, R} <- Requests],
                {[A || {I, {reply, J}} = A <- Answers, I =/= J], length(Answers), jergon_suite:settled(D)}\
                """))
        .isEqualTo("{[],500,[]}");
  }

  @Test
  void multiCall_demoAndErlang_collectsAndNamesTheMissing() {
    assertThat(erl.eval("gen_server:multi_call([D, node()], echo, hi, 5000)"))
        .isEqualTo("{[{'demo@127.0.0.1',hi}],['erl@127.0.0.1']}");
  }

  @Test
  void call_oldFormOfTag_isAnsweredToThePid() {
    assertThat(
            erl.eval(
                """
                Tags = [make_ref(), {make_ref(), D}, an_atom, [improper | tag]],
                [{echo, D} ! {'$gen_call', {self(), T}, T} || T <- Tags],
                Got = [receive {T, Reply} -> Reply after 5000 -> nothing end || T <- Tags],
                {Got =:= Tags, jergon_suite:settled(D)}\
                """))
        .isEqualTo("{true,[]}");
  }
}
