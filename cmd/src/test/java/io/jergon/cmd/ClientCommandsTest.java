package io.jergon.cmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.cmd.demo.DemoNode;
import io.jergon.node.Node;
import io.jergon.testkit.FreePort;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The one-shot clients against a demo node in the same JVM.
class ClientCommandsTest {
  private static final String DEMO = "demo@127.0.0.1";
  private static final int EPMD_PORT = FreePort.pick();

  private static Node demo;

  @BeforeAll
  static void startDemo() {
    demo = DemoNode.start(Node.builder(DEMO).cookie("secret").epmdPort(EPMD_PORT));
  }

  @AfterAll
  static void stopDemo() {
    demo.close();
  }

  private static Invocation client(String... arguments) {
    return client("secret", List.of(arguments));
  }

  private static Invocation client(String cookie, List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--epmd-port", EPMD_PORT + "", "--cookie", cookie));
    return Invocation.of(all.toArray(String[]::new));
  }

  private static void assertAnswer(Invocation result, String answer) {
    assertThat(result).isEqualTo(new Invocation(0, answer + "\n", ""));
  }

  private static void assertFailure(Invocation result, String said) {
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(said).hasLineCount(1);
  }

  @Test
  void ping_nodeIsUp_pong() {
    assertAnswer(client("ping", DEMO), "pong");
  }

  @Test
  void ping_nodeUnknown_pangAndWhy() {
    var result = client("ping", "nobody@127.0.0.1");
    assertThat(result.out()).isEqualTo("pang\n");
    assertFailure(result, "knows no node of that name");
  }

  @Test
  void ping_wrongCookie_pangAndWhy() {
    var result = client("other", List.of("ping", DEMO));
    assertThat(result.out()).isEqualTo("pang\n");
    assertFailure(result, "cookie mismatch with " + DEMO);
  }

  @Test
  void ping_shortNameToLongName_pangAndWhy() {
    assertFailure(client("ping", DEMO, "--sname", "me"), "the peer uses a long name");
  }

  @Test
  void ping_nobodyListens_pangAndWhy() {
    int port = FreePort.pick();
    assertFailure(
        Invocation.of("ping", DEMO, "--epmd-port", port + "", "--cookie", "secret"),
        "no node runs there, or its EPMD has another port");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "kv;{put, \"é\", #{k => [1, 2.5 | c]}};ok",
        "kv;{get, none};not_found",
        "kv;{put, 1, int};ok",
        "kv;{get, 1.0};not_found",
        "kv;{get, 1};{ok,int}",
        "kv;{delete, 1};ok",
        "counter;{sleep, 1};ok",
        "echo;<<\"Zoë\"/utf8>>;<<\"Zoë\"/utf8>>"
      })
  void call_demo_printsTheReply(String name, String request, String reply) {
    assertAnswer(client("call", DEMO, name, request), reply);
  }

  @Test
  void call_counterBeyond64Bits_counts() {
    client("cast", DEMO, "counter", "reset");
    assertAnswer(
        client("call", DEMO, "counter", "{add, 100000000000000000000}"), "100000000000000000000");
  }

  @Test
  void call_missingName_says() {
    assertFailure(
        client("call", DEMO, "nobody", "hi"), "no process is registered as nobody on " + DEMO);
  }

  @Test
  void call_serverCrashes_saysTheReason() {
    assertFailure(
        client("call", DEMO, "counter", "crash"),
        "counter on " + DEMO + " exited: {demo_crash,counter}");
  }

  @Test
  void call_requestThatDoesNotFit_saysWhatWouldWithoutAStack() {
    var result = client("call", DEMO, "kv", "{put, 1}");
    assertFailure(result, "expected {put,Key,Value} or {get,Key}");
    assertThat(result.err()).doesNotContain(".java");
    Awaitility.await().until(() -> demo.whereis("kv").isPresent());
  }

  @Test
  void call_tooSlow_says() {
    assertFailure(
        client("call", DEMO, "counter", "{sleep, 2000}", "--timeout", "0.2"),
        "counter on " + DEMO + " did not answer within 0.2 s");
  }

  @Test
  void cast_demo_arrivesBeforeTheCommandEnds() {
    client("call", DEMO, "counter", "{add, 5}");
    assertAnswer(client("cast", DEMO, "counter", "reset"), "ok");
    assertAnswer(client("call", DEMO, "counter", "get"), "0");
  }

  @Test
  void cast_missingName_isOkAsInErlang() {
    assertAnswer(client("cast", DEMO, "nobody", "hi"), "ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "jergon_demo;add;[40, 2];42",
        "jergon_demo;echo;[{a, \"text\"}];{a,\"text\"}",
        "jergon_demo;whoami;[];'demo@127.0.0.1'",
        "erlang;whereis;[nobody];undefined",
        "erlang;is_alive;;true"
      })
  void rpc_demo_printsTheResult(String module, String function, String arguments, String result) {
    assertAnswer(
        arguments == null
            ? client("rpc", DEMO, module, function)
            : client("rpc", DEMO, module, function, arguments),
        result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nomod;f;[1];nomod:f/1 on demo@127.0.0.1 raised error: undef",
        "jergon_demo;fail;[{oh, no}];jergon_demo:fail/1 on demo@127.0.0.1 raised exit: {oh,no}",
        "erlang;whereis;[1];erlang:whereis/1 on demo@127.0.0.1 raised error: badarg",
        "jergon_demo;add;[a, 1];expected an integer"
      })
  void rpc_functionRaises_saysWhat(String module, String function, String arguments, String said) {
    assertFailure(client("rpc", DEMO, module, function, arguments), said);
  }

  @Test
  void names_epmdRuns_listsAsEpmdDoes() {
    var names = Invocation.of("names", "--epmd-port", EPMD_PORT + "");
    assertThat(names.code()).isZero();
    assertThat(names.out())
        .startsWith(
            "epmd: up and running on port " + EPMD_PORT + " with data:\nname demo at port ");
    assertThat(Invocation.of("epmd", "-port", EPMD_PORT + "", "-names")).isEqualTo(names);
  }

  /// Debian gives the host's name this address, so it is where peers with short names ask.
  @Test
  @EnabledOnOs(OS.LINUX)
  void names_otherLoopbackAddress_isServedToo() {
    assertThat(Invocation.of("names", "127.0.1.1", "--epmd-port", EPMD_PORT + "").code()).isZero();
  }

  @Test
  void names_nobodyListens_says() {
    assertFailure(Invocation.of("names", "--epmd-port", FreePort.pick() + ""), "no EPMD at");
    assertThat(Invocation.of("epmd", "-port", FreePort.pick() + "", "-names"))
        .isEqualTo(new Invocation(1, "", "epmd: Cannot connect to local epmd\n"));
  }

  @Test
  void client_ended_leavesNoTraceOnTheNode() {
    client("call", DEMO, "kv", "size");
    Awaitility.await().until(() -> demo.nodes().isEmpty());
  }
}
