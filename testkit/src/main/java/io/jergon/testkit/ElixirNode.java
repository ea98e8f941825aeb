package io.jergon.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A throwaway real Elixir node that a JUnit test drives, as [ErlangNode] does it for Erlang.
///
/// ```java
/// try (var iex = ElixirNode.start("iex@127.0.0.1", "secret", epmdPort)) {
///   assertThat(iex.eval("GenServer.call({:counter, :\"jvm@127.0.0.1\"}, {:add, 2})")).isEqualTo("2");
/// }
/// ```
///
/// One process evaluates everything, and keeps the bindings. Results are what `inspect` says. When
/// no `elixir` is installed, `start` skips or fails the test as [RealErlang#requireElixir()] says.
public final class ElixirNode implements AutoCloseable {

  private final String name;
  private final BeamPeer peer;

  private ElixirNode(String name, BeamPeer peer) {
    this.name = name;
    this.peer = peer;
  }

  /// Starts a node, which uses the EPMD on `epmdPort`, and returns when it evaluates expressions.
  ///
  /// @param more arguments for the BEAM below it, such as `"-kernel", "net_ticktime", "8"`
  /// @throws IllegalStateException if it does not come up; the message shows what it printed
  public static ElixirNode start(String nodeName, String cookie, int epmdPort, String... more) {
    Path program = RealErlang.found("elixir", RealErlang.elixir());
    String flags =
        Stream.concat(
                Distribution.arguments(nodeName, cookie, epmdPort, false).stream(), Stream.of(more))
            .collect(Collectors.joining(" "));
    return new ElixirNode(
        nodeName,
        BeamPeer.start(
            "elixir",
            boot -> {
              // Through Erlang's own evaluator: the boot expressions are Erlang.
              String evaluate =
                  """
                  {:ok, tokens, _} = :erl_scan.string(String.to_charlist(System.fetch_env!("JERGON_BOOT")))
                  {:ok, parsed} = :erl_parse.parse_exprs(tokens)
                  {:value, :ok, _} = :erl_eval.exprs(parsed, [])
                  """;
              var command =
                  List.of(program.toString(), "--erl", flags, "--no-halt", "-e", evaluate);
              return Distribution.environment(
                  new ProcessBuilder(command), epmdPort, Map.of("JERGON_BOOT", boot));
            }));
  }

  /// The node's name, `name@host`.
  public String name() {
    return name;
  }

  /// Evaluates Elixir code within 30 s and returns what `inspect` says of its value.
  ///
  /// @throws ErlangException if it raises something, or takes longer
  public String eval(String code) {
    return eval(code, ErlangNode.DEFAULT_LIMIT);
  }

  /// Evaluates Elixir code within `limit`; after it the evaluating process is killed.
  ///
  /// @throws ErlangException if it raises something, or takes longer
  public String eval(String code, Duration limit) {
    byte[] answer = peer.request('e', code.getBytes(StandardCharsets.UTF_8), code, limit);
    return new String(answer, StandardCharsets.UTF_8);
  }

  /// The node's operating-system process.
  public OsProcess process() {
    return peer.process();
  }

  /// Kills the node if it still runs. Does nothing when called again.
  @Override
  public void close() {
    peer.close();
  }

  @Override
  public String toString() {
    return name + " " + peer.process();
  }
}
