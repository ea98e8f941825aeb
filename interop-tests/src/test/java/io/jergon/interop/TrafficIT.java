package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Many processes on both sides at once: every answer right, order kept.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class TrafficIT {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final World world;
  private final ErlangNode erl;

  TrafficIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.load(TrafficIT.class, "jergon_traffic.erl");
  }

  @Test
  void pairs_120By120_everyPairKeepsItsOrder() {
    assertThat(erl.eval("jergon_traffic:loops(D, 120, 10)", LONG)).isEqualTo("[]");
  }

  @Test
  void calls_120AtOnce_everyAnswerIsRight() {
    assertThat(erl.eval("jergon_traffic:calls(D, 120, 200)", LONG)).isEqualTo("[]");
  }

  @Test
  void bigBetweenSmall_onePair_keepsItsOrder() {
    assertThat(erl.eval("jergon_traffic:big_and_small(D, 10)", LONG)).isEqualTo("[]");
  }

  @Test
  void twoErlangNodes_atOnce_doNotDisturbEachOther() {
    try (var other = world.peer("other@127.0.0.1")) {
      other.load(TrafficIT.class, "jergon_traffic.erl");
      erl.eval(
          "Self = self(), Pid = spawn(fun() -> Self ! {done, jergon_traffic:loops(D, 60, 5)} end)");
      assertThat(other.eval("jergon_traffic:loops(D, 60, 5)", LONG)).isEqualTo("[]");
      assertThat(erl.eval("receive {done, Wrong} -> Wrong end", LONG)).isEqualTo("[]");
    }
  }

  @Test
  void afterSpawnsCallsAndCrashes_noProcessIsLeft() {
    assertThat(
            erl.eval(
                """
                Alive = fun() -> length(rpc:call(D, erlang, processes, [])) end,
                Before = Alive(),
                Loops = [spawn(D, jergon_demo, echo_loop, []) || _ <- lists:seq(1, 300)],
                true = Alive() >= Before + 300,
                [spawn(fun() -> link(L), exit(boom) end) || L <- Loops],
                [catch erpc:call(D, jergon_demo, fail, [no]) || _ <- lists:seq(1, 100)],
                [catch erpc:call(D, jergon_demo, sleep, [100], 1) || _ <- lists:seq(1, 50)],
                [spawn_monitor(D, jergon_demo, no_such, []) || _ <- lists:seq(1, 50)],
                {jergon_suite:until(fun() -> Alive() =< Before end), Alive() =< Before}\
                """,
                LONG))
        .isEqualTo("{true,true}");
  }
}
