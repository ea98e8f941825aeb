package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.testkit.ErlangNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The demo's supervisor, seen from Erlang. Each test has a demo of its own, for the restarts of
/// one count in the next.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class SupervisorIT {

  private final DemoKind kind;

  SupervisorIT(World world) {
    kind = world.kind();
  }

  private interface Body {
    void run(ErlangNode erl);
  }

  private void withDemo(Body body) {
    try (var world = new World(kind)) {
      body.run(world.erl());
    }
  }

  @BeforeEach
  void erlang() {
    io.jergon.testkit.RealErlang.require();
  }

  @Test
  void whichAndCountChildren_fromErlang_tellTheCounter() {
    withDemo(erl -> {
      assertThat(
              erl.eval(
                  "[{Id, Pid, Type, Modules}] = supervisor:which_children({demo_sup, D}), "
                      + "{Id, node(Pid), Type, is_list(Modules) orelse Modules =:= dynamic}"))
          .isEqualTo("{counter,'demo@127.0.0.1',worker,true}");
      assertThat(erl.eval("lists:sort(supervisor:count_children({demo_sup, D}))"))
          .isEqualTo("[{active,1},{specs,1},{supervisors,0},{workers,1}]");
    });
  }

  @Test
  void terminateRestartAndDeleteChild_fromErlang_answerAsOtpsOwnSupervisor() {
    withDemo(erl ->
        assertThat(
                erl.eval(
                    """
                    {ok, Otps} = supervisor:start_link(jergon_suite, {supervisor_of, counter}),
                    Shape = fun({ok, P}) when is_pid(P) -> {ok, pid};
                               (L) when is_list(L) ->
                                   [case X of {I, P, T, _} when is_pid(P) -> {I, pid, T};
                                              {I, P, T, _} -> {I, P, T};
                                              _ -> X end || X <- L];
                               (X) -> X end,
                    Ask = fun(Sup) ->
                        [{F, Shape(case F of
                                       which_children -> supervisor:F(Sup);
                                       count_children -> supervisor:F(Sup);
                                       _ -> supervisor:F(Sup, counter)
                                   end)} ||
                            F <- [which_children, restart_child, delete_child, terminate_child, which_children,
                                  count_children, terminate_child, restart_child, count_children, terminate_child,
                                  delete_child, which_children, count_children, delete_child, restart_child,
                                  terminate_child]]
                    end,
                    Expected = Ask(Otps),
                    case Ask({demo_sup, D}) of Expected -> length(Expected); Other -> {Other, Expected} end\
                    """))
            .isEqualTo("16"));
  }

  @Test
  void counter_crashes_callerSeesTheReasonAndItRestartsAtZero() {
    withDemo(erl -> {
      erl.eval(
          "[{_, Old, _, _}] = supervisor:which_children({demo_sup, D}), gen_server:call(Old, {add, 5})");
      assertThatThrownBy(() -> erl.eval("gen_server:call({counter, D}, crash)"))
          .hasMessageStartingWith(
              "exit:{{demo_crash,counter},{gen_server,call,[{counter,'demo@127.0.0.1'},crash]}}");
      assertThat(erl.eval("jergon_suite:counter_back(D)")).isEqualTo("0");
      assertThat(
              erl.eval(
                  "[{_, New, _, _}] = supervisor:which_children({demo_sup, D}), {is_pid(New), New =:= Old}"))
          .isEqualTo("{true,false}");
    });
  }

  @Test
  void counter_killedFromErlang_restarts() {
    withDemo(erl -> {
      erl.eval(
          "[{_, Old, _, _}] = supervisor:which_children({demo_sup, D}), gen_server:call(Old, {add, 5})");
      assertThat(
              erl.eval(
                  "Ref = monitor(process, Old), exit(Old, kill), {'DOWN', Ref, process, Old, R} = jergon_suite:next(), R"))
          .isEqualTo("killed");
      assertThat(erl.eval("jergon_suite:counter_back(D)")).isEqualTo("0");
    });
  }

  @Test
  void counter_crashesTooOften_supervisorEndsWithShutdown() {
    withDemo(erl -> {
      assertThat(
              erl.eval(
                  """
                  Ref = monitor(process, {demo_sup, D}),
                  Crash = fun Crash(Times) ->
                      Result = (catch gen_server:call({counter, D}, crash, 20000)),
                      receive {'DOWN', Ref, process, Who, Reason} -> {Times, Who, Reason}
                      after 0 ->
                          case Result of
                              {'EXIT', {{demo_crash, counter}, _}} when Times < 20 -> Crash(Times + 1);
                              {'EXIT', {noproc, _}} when Times < 20 -> Crash(Times);
                              {'EXIT', {shutdown, _}} when Times < 20 -> Crash(Times)
                          end
                      end
                  end,
                  {Crashes, Who, Reason} = Crash(0),
                  {Crashes > 0, Who, Reason}\
                  """))
          .isEqualTo("{true,{demo_sup,'demo@127.0.0.1'},shutdown}");
      assertThat(erl.eval("catch gen_server:call({counter, D}, get)"))
          .startsWith("{'EXIT',{noproc,");
      assertThat(erl.eval("catch supervisor:which_children({demo_sup, D})"))
          .startsWith("{'EXIT',{noproc,");
      assertThat(erl.eval("gen_server:call({echo, D}, lives)")).isEqualTo("lives");
    });
  }
}
