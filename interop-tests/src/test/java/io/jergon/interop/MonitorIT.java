package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Erlang monitors processes of the demo: each end is told once, with OTP's reason.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class MonitorIT {

  private final World world;
  private final ErlangNode erl;

  MonitorIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.eval(
        "Down = fun(Ref) -> receive {'DOWN', Ref, process, _, R} -> R after 5000 -> nothing end end");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Loop ! stop|normal",
        "exit(Loop, boom)|boom",
        "exit(Loop, {a, [<<1>>, #{}]})|{a,[<<1>>,#{}]}",
        "exit(Loop, kill)|killed",
        "exit(Loop, killed)|killed",
        "exit(Loop, shutdown)|shutdown",
        "exit(Loop, noconnection)|noconnection"
      })
  void monitored_ends_downOnceWithTheReason(String end, String reason) {
    assertThat(
            erl.eval(
                "{Loop, Ref} = spawn_monitor(D, jergon_demo, echo_loop, []), "
                    + end
                    + ", {Down(Ref), jergon_suite:settled(D)}"))
        .isEqualTo("{" + reason + ",[]}");
  }

  @Test
  void monitor_deadPid_noproc() {
    assertThat(
            erl.eval(
                """
                {Loop, First} = spawn_monitor(D, jergon_demo, whoami, []), normal = Down(First),
                Ref = monitor(process, Loop), {Down(Ref), jergon_suite:settled(D)}\
                """))
        .isEqualTo("{noproc,[]}");
  }

  @Test
  void monitor_missingName_noprocNamesTheName() {
    assertThat(
            erl.eval(
                "monitor(process, {nobody, D}), {'DOWN', _, process, Who, R} = jergon_suite:next(), {Who, R, jergon_suite:settled(D)}"))
        .isEqualTo("{{nobody,'demo@127.0.0.1'},noproc,[]}");
  }

  @Test
  void monitor_byName_downNamesTheName() {
    assertThat(
            erl.eval(
                """
                Ref = monitor(process, {counter, D}),
                {'EXIT', {{demo_crash, counter}, _}} = (catch gen_server:call({counter, D}, crash)),
                {'DOWN', Ref, process, Who, R} = jergon_suite:next(),
                jergon_suite:counter_back(D),
                {Who, R, jergon_suite:settled(D)}\
                """))
        .isEqualTo("{{counter,'demo@127.0.0.1'},{demo_crash,counter},[]}");
  }

  @Test
  void monitor_threeTimes_threeDowns() {
    assertThat(
            erl.eval(
                """
                Loop = spawn(D, jergon_demo, echo_loop, []),
                Refs = [monitor(process, Loop) || _ <- lists:seq(1, 3)],
                exit(Loop, boom),
                {[Down(R) || R <- Refs], jergon_suite:settled(D)}\
                """))
        .isEqualTo("{[boom,boom,boom],[]}");
  }

  @Test
  void demonitor_thenExit_nothingArrives() {
    assertThat(
            erl.eval(
                """
                {Loop, Ref} = spawn_monitor(D, jergon_demo, echo_loop, []),
                Other = monitor(process, Loop),
                demonitor(Ref), exit(Loop, boom),
                {Down(Other), jergon_suite:settled(D)}\
                """))
        .isEqualTo("{boom,[]}");
  }

  @Test
  void monitorAndLink_killed_bothOnce() {
    assertThat(
            erl.eval(
                """
                jergon_suite:isolated(fun() ->
                    process_flag(trap_exit, true),
                    {Loop, Ref} = spawn_opt(D, jergon_demo, echo_loop, [], [link, monitor]),
                    exit(Loop, kill),
                    Exit = receive {'EXIT', Loop, R} -> R after 5000 -> nothing end,
                    {Exit, Down(Ref), jergon_suite:settled(D)}
                end)\
                """))
        .isEqualTo("{killed,killed,[]}");
  }

  @Test
  void messagesBeforeTheEnd_arriveBeforeDown() {
    assertThat(
            erl.eval(
                """
                {Loop, Ref} = spawn_monitor(D, jergon_demo, echo_loop, []),
                [Loop ! {self(), I} || I <- lists:seq(1, 100)], Loop ! stop,
                All = [case jergon_suite:next() of {Loop, I} -> I; {'DOWN', Ref, _, _, R} -> R end || _ <- lists:seq(0, 100)],
                All =:= lists:seq(1, 100) ++ [normal]\
                """))
        .isEqualTo("true");
  }

  @Test
  void exitSignalAfterMessages_isSeenAfterThem() {
    assertThat(
            erl.eval(
                """
                {Loop, Ref} = spawn_monitor(D, jergon_demo, echo_loop, []),
                [Loop ! {self(), I} || I <- lists:seq(1, 100)],
                receive {Loop, 100} -> ok after 5000 -> error(lost) end,
                exit(Loop, boom), Loop ! {self(), never},
                {Down(Ref), length(jergon_suite:settled(D))}\
                """))
        .isEqualTo("{boom,99}");
  }

  @Test
  void aliasMonitor_replyAfterDeactivation_isNowhere() {
    assertThat(
            erl.eval(
                """
                Loop = spawn(D, jergon_demo, echo_loop, []),
                Alias = alias(),
                gen_server:cast({echo, D}, {Alias, first}),
                First = jergon_suite:next(),
                unalias(Alias),
                gen_server:cast({echo, D}, {Alias, second}),
                {First, jergon_suite:settled(D)}\
                """))
        .isEqualTo("{first,[]}");
  }
}
