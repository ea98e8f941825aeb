package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Links between Erlang processes and processes of the demo. Each test tells all signals that
/// arrived: first the expected one, then what else there is after a call has gone to the demo and
/// back (`[]`).
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class LinkIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final World world;
  private final ErlangNode erl;

  LinkIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.load(LinkIT.class, "jergon_races.erl");
  }

  /// Runs `body` in a process that traps exits; `Loop` is an `echo_loop` on the demo, not linked
  /// yet.
  private String trapping(String body) {
    return erl.eval(
        """
        jergon_suite:isolated(fun() ->
            process_flag(trap_exit, true),
            Loop = spawn(D, jergon_demo, echo_loop, []),
            Exit = fun() ->
                case jergon_suite:next() of {'EXIT', Loop, R} -> R; Other -> {not_expected, Other} end
            end,
            Value = begin %s end,
            {Value, jergon_suite:settled(D)}
        end)\
        """
            .formatted(body));
  }

  @Test
  void linked_endsNormally_exitNormal() {
    assertThat(trapping("link(Loop), Loop ! stop, Exit()")).isEqualTo("{normal,[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "{demo,[1,2.5,<<\"x\">>]}", "shutdown", "{shutdown,#{a => 1}}"})
  void linked_exitSignal_carriesTheWholeReason(String reason) {
    assertThat(trapping("link(Loop), exit(Loop, " + reason + "), Exit()"))
        .isEqualTo("{" + reason + ",[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"boom|boom", "normal|normal", "{a,[b]}|{a,[b]}", "kill|kill", "killed|killed"})
  void linked_exitsItself_carriesTheReasonAsItIs(String reason, String seen) {
    assertThat(
            trapping(
                "P = spawn_link(D, jergon_demo, fail, ["
                    + reason
                    + "]), receive {'EXIT', P, R} -> R after 5000 -> nothing end"))
        .isEqualTo("{" + seen + ",[]}");
  }

  @Test
  void linked_killed_exitKilled() {
    assertThat(trapping("link(Loop), exit(Loop, kill), Exit()")).isEqualTo("{killed,[]}");
  }

  @Test
  void exitNormal_toAnother_isIgnored() {
    assertThat(
            trapping(
                "link(Loop), exit(Loop, normal), Loop ! {self(), still}, receive {Loop, X} -> X after 5000 -> nothing end"))
        .isEqualTo("{still,[]}");
  }

  @Test
  void link_deadProcess_exitNoproc() {
    assertThat(
            trapping(
                "Ref = monitor(process, Loop), Loop ! stop, receive {'DOWN', Ref, _, _, normal} -> ok end, link(Loop), Exit()"))
        .isEqualTo("{noproc,[]}");
  }

  @Test
  void spawnLink_undefinedFunction_exitUndef() {
    assertThat(
            trapping(
                "P = spawn_link(D, jergon_demo, no_such, [1]), receive {'EXIT', P, {R, [{M, F, A, _} | _]}} -> {R, M, F, A} after 5000 -> jergon_suite:flush() end"))
        .isEqualTo("{{undef,jergon_demo,no_such,[1]},[]}");
  }

  @Test
  void unlink_thenExit_nothingArrives() {
    assertThat(
            trapping(
                "link(Loop), unlink(Loop), Ref = monitor(process, Loop), exit(Loop, boom), receive {'DOWN', Ref, _, _, R} -> R after 5000 -> nothing end"))
        .isEqualTo("{boom,[]}");
  }

  @Test
  void linkTwice_exit_arrivesOnce() {
    assertThat(trapping("link(Loop), link(Loop), exit(Loop, boom), Exit()")).isEqualTo("{boom,[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"boom|boom", "{a,#{b => c}}|{a,#{b => c}}", "kill|kill", "shutdown|shutdown"})
  void erlangProcessEnds_linkedDemoProcessEndsWithIt(String reason, String seen) {
    assertThat(
            trapping(
                """
                Ref = monitor(process, Loop),
                spawn(fun() -> link(Loop), Loop ! {self(), ready}, receive {Loop, ready} -> exit(%s) end end),
                receive {'DOWN', Ref, process, Loop, R} -> R after 5000 -> nothing end\
                """
                    .formatted(reason)))
        .isEqualTo("{" + seen + ",[]}");
  }

  @Test
  void erlangProcessKilled_linkedDemoProcessEndsKilled() {
    assertThat(
            trapping(
                """
                Ref = monitor(process, Loop), Main = self(),
                Pid = spawn(fun() -> link(Loop), Loop ! {self(), ready}, receive {Loop, ready} -> Main ! go end, receive never -> ok end end),
                receive go -> exit(Pid, kill) end,
                receive {'DOWN', Ref, process, Loop, R} -> R after 5000 -> nothing end\
                """))
        .isEqualTo("{killed,[]}");
  }

  @Test
  void erlangProcessEndsNormally_linkedDemoProcessLivesOn() {
    assertThat(
            trapping(
                """
                {Pid, Ref} = spawn_monitor(fun() -> link(Loop), Loop ! {self(), ready}, receive {Loop, ready} -> ok end end),
                receive {'DOWN', Ref, process, Pid, normal} -> ok end,
                Loop ! {self(), still}, receive {Loop, X} -> X after 5000 -> nothing end\
                """))
        .isEqualTo("{still,[]}");
  }

  @Test
  void erlangProcessUnlinksAndCrashes_demoProcessLivesOn() {
    assertThat(
            trapping(
                """
                {Pid, Ref} = spawn_monitor(fun() -> link(Loop), unlink(Loop), exit(boom) end),
                receive {'DOWN', Ref, process, Pid, boom} -> ok end,
                Loop ! {self(), still}, receive {Loop, X} -> X after 5000 -> nothing end\
                """))
        .isEqualTo("{still,[]}");
  }

  @Test
  void notTrapping_linkedDemoProcessCrashes_diesToo() {
    assertThat(
            trapping(
                """
                Main = self(),
                {Pid, Ref} = spawn_monitor(fun() -> link(Loop), Main ! linked, receive never -> ok end end),
                receive linked -> exit(Loop, boom) end,
                receive {'DOWN', Ref, process, Pid, R} -> R after 5000 -> nothing end\
                """))
        .isEqualTo("{boom,[]}");
  }

  @Test
  void twoErlangProcesses_linkedThroughADemoProcess_dieTogether() {
    assertThat(
            trapping(
                """
                {A, RefA} = spawn_monitor(fun() -> link(Loop), receive die -> exit(chain) end end),
                {B, RefB} = spawn_monitor(fun() -> link(Loop), Loop ! {self(), up}, receive {Loop, up} -> A ! die end, receive never -> ok end end),
                [receive {'DOWN', R, process, _, X} -> X after 5000 -> nothing end || R <- [RefA, RefB]]\
                """))
        .isEqualTo("{[chain,chain],[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unlink_exit",
        "unlink_relink",
        "demonitor_exit",
        "link_exit",
        "spawn_exit",
        "simultaneous_links"
      })
  void race_500Rounds_neverTwiceNeverLost(String race) {
    assertThat(erl.eval("jergon_races:" + race + "(D, 500)", LONG)).isEqualTo("{[],[]}");
  }
}
