package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.ErlangNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of term goes from Erlang to `echo` and comes back identical.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class TermEchoIT {

  private static final int RANDOM_TERMS = 10_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  private final World world;
  private final ErlangNode erl;

  TermEchoIT(World world) {
    this.world = world;
    erl = world.erl();
  }

  @BeforeEach
  void freshState() {
    world.fresh();
    erl.load(TermEchoIT.class, "jergon_terms.erl");
    erl.eval("Same = fun(T) -> gen_server:call({echo, D}, T, 60000) =:= T end");
  }

  @Test
  void randomTerms_comeBackIdentical(TestReporter reporter) {
    long seed = Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);
    reporter.publishEntry("seed", Long.toString(seed));
    System.out.println("TermEchoIT random terms: -Dseed=" + seed);
    assertThat(erl.eval("jergon_terms:echo(D, " + seed + ", 1, " + RANDOM_TERMS + ")", LONG))
        .as("indexes of changed terms; make one by jergon_terms:term(%d, Index)", seed)
        .isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "floats",
        "integers",
        "atoms",
        "maps",
        "lists",
        "funs",
        "evaluated_funs",
        "references",
        "ports",
        "pids",
        "bitstrings",
        "tuples"
      })
  void specialTerms_comeBackIdentical(String kind) {
    assertThat(erl.eval("[T || T <- jergon_terms:special(" + kind + "), not Same(T)]"))
        .isEqualTo("[]");
  }

  @Test
  void zeros_keepTheirSign() {
    assertThat(erl.eval("[<<F/float>> || F <- gen_server:call({echo, D}, [0.0, -0.0])]"))
        .isEqualTo("[<<0,0,0,0,0,0,0,0>>,<<128,0,0,0,0,0,0,0>>]");
  }

  @Test
  void localFun_comesBack_stillRuns() {
    assertThat(erl.eval("F = jergon_terms:fun_of(captured), (gen_server:call({echo, D}, F))(x)"))
        .isEqualTo("{x,captured}");
  }

  @Test
  void binary_64MB_comesBackIdentical() {
    assertThat(erl.eval("Same(rand:bytes(64 * 1024 * 1024))", LONG)).isEqualTo("true");
  }

  @Test
  void list_1000000Elements_comesBackIdentical() {
    assertThat(erl.eval("Same(lists:seq(1, 1000000))", LONG)).isEqualTo("true");
    assertThat(erl.eval("Same([{I, integer_to_binary(I)} || I <- lists:seq(1, 1000000)])", LONG))
        .isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "tuple", "map_value", "map_key", "improper"})
  void nesting_10000Deep_comesBackIdentical(String kind) {
    assertThat(erl.eval("Same(jergon_terms:deep(" + kind + ", 10000))", LONG)).isEqualTo("true");
  }

  @Test
  void pidOfThirdNode_inATerm_isStillTheSameProcess() {
    try (var third = world.peer("third@127.0.0.1")) {
      third.eval("register(me, self())");
      erl.eval("Third = erpc:call('third@127.0.0.1', erlang, whereis, [me])");
      assertThat(erl.eval("Same([Third])")).isEqualTo("true");
      erl.eval("gen_server:call({echo, D}, Third) ! through_echo");
      assertThat(third.eval("jergon_suite:next()")).isEqualTo("through_echo");
    }
  }

  @Test
  void kv_anyTermAsKey_isFoundAgain() {
    String keys =
        """
        Keys = lists:usort([jergon_terms:term(42, I) || I <- lists:seq(1, 200)]),
        [ok = gen_server:call({kv, D}, {put, {key, K}, I}) || {I, K} <- lists:zip(lists:seq(1, length(Keys)), Keys)],
        Lost = [K || {I, K} <- lists:zip(lists:seq(1, length(Keys)), Keys),
            gen_server:call({kv, D}, {get, {key, K}}) =/= {ok, I}],
        [ok = gen_server:call({kv, D}, {delete, {key, K}}) || K <- Keys],
        Lost\
        """;
    assertThat(erl.eval(keys, LONG)).isEqualTo("[]");
  }
}
