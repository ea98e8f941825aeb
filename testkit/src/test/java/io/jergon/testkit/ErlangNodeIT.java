package io.jergon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ErlangNodeIT {

  private static Epmd epmd;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    RealErlang.require();
    epmd = Epmd.start();
    erl = ErlangNode.builder("testkit@127.0.0.1").cookie("secret").epmdPort(epmd.port()).start();
  }

  @AfterAll
  static void stop() {
    erl.close();
    epmd.close();
  }

  @Test
  void eval_expressions_givesTheLastValueOnOneLine() {
    assertThat(erl.eval("A = 1, A + 1")).isEqualTo("2");
    assertThat(erl.eval("lists:seq(1, 60)"))
        .startsWith("[1,2,")
        .endsWith("60]")
        .doesNotContain("\n");
    assertThat(erl.eval("{node(), erlang:get_cookie()}")).isEqualTo("{'testkit@127.0.0.1',secret}");
  }

  @Test
  void eval_unicode_passesBothWays() {
    assertThat(erl.eval("{'ätöm→', <<\"日本\"/utf8>>, \"żółw\"}"))
        .isEqualTo("{'ätöm→',<<\"日本\"/utf8>>,\"żółw\"}");
  }

  @Test
  void eval_laterEval_seesBindingsAndMailbox() {
    erl.eval("Kept = 42, self() ! {hello, Kept}");
    assertThat(erl.eval("receive {hello, Kept} -> {got, Kept} after 0 -> nothing end"))
        .isEqualTo("{got,42}");
  }

  @Test
  void eval_raise_throwsWithClassAndReason() {
    assertThatThrownBy(() -> erl.eval("error({my, reason})"))
        .isInstanceOfSatisfying(
            ErlangException.class, e -> assertThat(e.raised()).isEqualTo("error:{my,reason}"))
        .hasMessageContaining("raised by: error({my, reason})");
    assertThatThrownBy(() -> erl.eval("throw(ball)")).hasMessageStartingWith("throw:ball");
    assertThatThrownBy(() -> erl.eval("1 +")).hasMessageStartingWith("error:{syntax,");
  }

  @Test
  void eval_evaluatorKilled_throwsAndGoesOnWithTheBindings() {
    erl.eval("Survivor = here");
    assertThatThrownBy(() -> erl.eval("exit(self(), kill), receive never -> ok end"))
        .isInstanceOf(ErlangException.class)
        .hasMessageContaining("killed");
    assertThat(erl.eval("Survivor")).isEqualTo("here");
  }

  @Test
  void eval_tooSlow_throwsAfterTheLimitAndGoesOn() {
    assertThatThrownBy(() -> erl.eval("receive never -> ok end", Duration.ofMillis(100)))
        .isInstanceOf(ErlangException.class)
        .hasMessageStartingWith("timeout after PT0.1S");
    assertThat(erl.eval("still_there")).isEqualTo("still_there");
  }

  @Test
  void evalExternal_anyValue_isTermToBinary() {
    assertThat(erl.evalExternal("{<<$a>>, 1}"))
        .containsExactly(131, 104, 2, 109, 0, 0, 0, 1, 'a', 97, 1);
  }

  @Test
  void bindExternal_term_isBoundAndReplaced() {
    erl.bindExternal("Given", new byte[] {(byte) 131, 97, 7});
    assertThat(erl.eval("Given * 6")).isEqualTo("42");
    erl.bind("Given", "[1, 2]");
    assertThat(erl.eval("Given")).isEqualTo("[1,2]");
  }

  @Test
  void forget_bindings_areFreeAgain() {
    erl.eval("Once = 1");
    erl.forget();
    assertThat(erl.eval("Once = 2")).isEqualTo("2");
  }

  @Test
  void load_moduleWithMacros_isCallable() {
    String source =
        """
        -module(testkit_sample).
        -include_lib("kernel/include/file.hrl").
        -export([twice/1]).
        -define(TWO, 2).
        twice(N) -> ?TWO * N.
        """;
    assertThat(erl.load(source)).isEqualTo("testkit_sample");
    assertThat(erl.eval("testkit_sample:twice(21)")).isEqualTo("42");
  }

  @Test
  void load_badModule_throwsTheCompilersErrors() {
    assertThatThrownBy(() -> erl.load("-module(testkit_bad).\nf() -> X."))
        .isInstanceOf(ErlangException.class)
        .hasMessageContaining("unbound");
  }

  @Test
  void undistributed_needsNoEpmd() {
    try (var plain = ErlangNode.undistributed().start()) {
      assertThat(plain.eval("node()")).isEqualTo("nonode@nohost");
    }
  }

  @Test
  void twoNodes_shareAnEpmd_seeTheKill() {
    try (var other =
        ErlangNode.builder("victim@127.0.0.1").cookie("secret").epmdPort(epmd.port()).start()) {
      erl.eval(
          "Victim = 'victim@127.0.0.1', pong = net_adm:ping(Victim), monitor_node(Victim, true)");
      other.kill();
      assertThat(erl.eval("receive {nodedown, Victim} -> gone end")).isEqualTo("gone");
      assertThatThrownBy(() -> other.eval("ok"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void shortName_hostWithoutDot_isUsed() {
    try (var other = ErlangNode.builder("short@localhost").epmdPort(epmd.port()).start()) {
      assertThat(other.eval("{node(), net_kernel:longnames()}"))
          .isEqualTo("{short@localhost,false}");
    }
  }

  @Test
  void start_withoutEpmd_failsWithWhatErlPrinted() {
    assertThatThrownBy(
            () -> ErlangNode.builder("alone@127.0.0.1").epmdPort(FreePort.pick()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not come up");
  }

  @Test
  void epmd_closed_listensNoMore() throws IOException {
    var shortLived = Epmd.start();
    new Socket("127.0.0.1", shortLived.port()).close();
    shortLived.close();
    assertThatThrownBy(() -> new Socket("127.0.0.1", shortLived.port()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void elixir_eval_inspectsAndKeepsBindings() {
    RealErlang.requireElixir();
    try (var elixir = ElixirNode.start("elixir@127.0.0.1", "secret", epmd.port())) {
      elixir.eval("x = %{a: \"ü\"}");
      assertThat(elixir.eval("{x, Node.ping(:\"testkit@127.0.0.1\")}"))
          .isEqualTo("{%{a: \"ü\"}, :pong}");
      assertThatThrownBy(() -> elixir.eval("raise \"oops\"")).hasMessageContaining("oops");
    }
  }
}
