package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The one-shot commands against a real Erlang node: what they print, and how they end.
@EnabledIf("io.jergon.interop.DemoKind#jergonIsChosen")
class CommandIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static World world;
  private static String node;

  @BeforeAll
  static void start() {
    world = new World(DemoKind.REFERENCE);
    node = world.demo().node();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private record Outcome(int code, List<String> lines) {}

  private static Outcome jergon(int port, String cookie, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments[0]));
    if (!arguments[0].equals("names")) {
      all.addAll(List.of("--cookie", cookie));
    }
    all.addAll(List.of("--epmd-port", Integer.toString(port)));
    if (!arguments[0].equals("names")) {
      all.addAll(Wire.options());
    }
    all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
    try (var process = JergonDemo.launch(all)) {
      return new Outcome(process.awaitExit(LIMIT), process.output().lines().toList());
    }
  }

  private static Outcome jergon(String... arguments) {
    return jergon(world.demo().epmdPort(), world.demo().cookie(), arguments);
  }

  @Test
  void ping_node_pongs() {
    assertThat(jergon("ping", node)).isEqualTo(new Outcome(0, List.of("pong")));
  }

  @Test
  void ping_missingNode_failsWithOneLine() {
    var outcome = jergon("ping", "nobody@127.0.0.1");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines.getLast()).contains("nobody@127.0.0.1");
    assertThat(outcome.lines).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void ping_wrongCookie_failsNamingTheCookie() {
    var outcome = jergon(world.demo().epmdPort(), "wrong", "ping", node);
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines.getLast()).contains("cookie");
  }

  @Test
  void ping_noEpmd_failsNamingThePort() {
    int port = FreePort.pick();
    var outcome = jergon(port, "x", "ping", node);
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines.getLast()).contains(Integer.toString(port));
  }

  @Test
  void ping_otherKindOfName_failsWithOneLine() {
    var outcome = jergon("ping", "--name", "cli@127.0.0.1", "short@localhost");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines.getLast()).contains("short@localhost", "long");
  }

  @Test
  void call_server_printsTheReplyInErlangSyntax() {
    assertThat(
            jergon("call", node, "echo", "{ok, [1, 2.5, <<\"x\">>, 'ä b', \"text\", #{k => v}]}"))
        .isEqualTo(new Outcome(0, List.of("{ok,[1,2.5,<<\"x\">>,'ä b',\"text\",#{k => v}]}")));
  }

  @Test
  void call_missingName_failsWithOneLine() {
    var outcome = jergon("call", node, "nobody", "hello");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines).hasSize(1);
    assertThat(outcome.lines.getFirst()).contains("nobody", node);
  }

  @Test
  void call_notATerm_failsWithOneLine() {
    var outcome = jergon("call", node, "echo", "{oops");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines).hasSize(1);
  }

  @Test
  void cast_server_arrives() {
    world.erl().eval("gen_server:call({counter, D}, {add, 5})");
    assertThat(jergon("cast", node, "counter", "reset").code).isZero();
    assertThat(world.erl().eval("gen_server:call({counter, D}, get)")).isEqualTo("0");
  }

  @Test
  void rpc_function_printsItsResult() {
    assertThat(jergon("rpc", node, "jergon_demo", "add", "[40, 2]"))
        .isEqualTo(new Outcome(0, List.of("42")));
    assertThat(jergon("rpc", node, "lists", "reverse", "[[1, 2]]"))
        .isEqualTo(new Outcome(0, List.of("[2,1]")));
  }

  @Test
  void rpc_undefined_failsWithOneLine() {
    var outcome = jergon("rpc", node, "jergon_demo", "no_such", "[]");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.lines).hasSize(1);
    assertThat(outcome.lines.getFirst()).contains("undef");
  }

  @Test
  void names_epmd_listsNodes() {
    var outcome = jergon("names");
    assertThat(outcome.code).isZero();
    assertThat(outcome.lines.getFirst())
        .contains("up and running on port " + world.demo().epmdPort());
    assertThat(outcome.lines).anyMatch(line -> line.startsWith("name demo at port "));
  }

  @Test
  void client_isNotLeftInEpmdAndGoesHidden() {
    jergon("ping", node);
    assertThat(
            world.erl().eval("{ok, Names} = net_adm:names(), lists:sort([N || {N, _} <- Names])"))
        .isEqualTo("[\"demo\",\"erl\"]");
  }
}
