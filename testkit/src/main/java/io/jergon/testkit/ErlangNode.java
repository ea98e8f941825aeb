package io.jergon.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A throwaway real Erlang node that a JUnit test drives: it evaluates Erlang expressions and gives
/// their results.
///
/// ```java
/// try (var epmd = Epmd.start();
///     var erl = ErlangNode.builder("erl@127.0.0.1").cookie("secret").epmdPort(epmd.port()).start()) {
///   erl.eval("register(counter, spawn(fun() -> receive stop -> ok end end))");
///   assertThat(erl.eval("Pid = whereis(counter), is_pid(Pid)")).isEqualTo("true");
///   assertThat(erl.eval("is_process_alive(Pid)")).isEqualTo("true"); // bindings are kept
///   assertThat(erl.eval("net_adm:ping('jvm@127.0.0.1')")).isEqualTo("pong");
/// }
/// ```
///
/// All expressions of one node are evaluated by one Erlang process, one after the other; so a
/// monitor made by one `eval` delivers to a `receive` in a later one. If an exit signal ends that
/// process, the running `eval` throws an [ErlangException] and the next one finds a new process
/// with the same bindings.
///
/// The node never starts an `epmd` (it runs with `-start_epmd false`), so a node with a name needs
/// one on its port: [Epmd], or that of the system under test. Without a name it is a plain Erlang
/// machine, good for `term_to_binary`. [#close()] kills it, and so does the end of the test's JVM,
/// however it ends.
///
/// When no `erl` is installed, `start` skips or fails the test as [RealErlang#require()] says.
/// Threads may share a node: their requests wait for each other.
public final class ErlangNode implements AutoCloseable {

  /// The limit of an evaluation that names none: 30 seconds.
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final String cookie;
  private final BeamPeer peer;

  private ErlangNode(String name, String cookie, BeamPeer peer) {
    this.name = name;
    this.cookie = cookie;
    this.peer = peer;
  }

  /// Configures a node of the distribution. A host with a dot makes it a long name (`-name`), one
  /// without a short one (`-sname`).
  public static Builder builder(String nodeName) {
    if (nodeName.indexOf('@') <= 0) {
      throw new IllegalArgumentException("nodeName: " + nodeName + " (expected: name@host)");
    }
    return new Builder(nodeName);
  }

  /// Configures a node without distribution: it has no name, needs no EPMD and starts faster.
  public static Builder undistributed() {
    return new Builder("nonode@nohost");
  }

  /// The node's name, `name@host`.
  public String name() {
    return name;
  }

  public String cookie() {
    return cookie;
  }

  /// Evaluates expressions, separated by commas and without a dot at the end, and returns the last
  /// one's value as `io:format("~0tp")` prints it, on one line.
  ///
  /// @throws ErlangException if they raise something, or take longer than 30 s
  public String eval(String expressions) {
    return eval(expressions, DEFAULT_LIMIT);
  }

  /// Evaluates expressions as [#eval(String)] does, within `limit`; after it the evaluating process
  /// is killed.
  ///
  /// @throws ErlangException if they raise something, or take longer than `limit`; then the message
  ///   tells where the process stood and what waited in its mailbox
  public String eval(String expressions, Duration limit) {
    return new String(ask('e', expressions, limit), StandardCharsets.UTF_8);
  }

  /// Evaluates expressions and returns the value in the external term format, as `term_to_binary/1`
  /// makes it.
  ///
  /// @throws ErlangException if they raise something, or take longer than 30 s
  public byte[] evalExternal(String expressions) {
    return evalExternal(expressions, DEFAULT_LIMIT);
  }

  /// As [#evalExternal(String)], within `limit`.
  ///
  /// @throws ErlangException if the expressions raise something, or take longer than `limit`
  public byte[] evalExternal(String expressions, Duration limit) {
    return ask('x', expressions, limit);
  }

  /// Binds a variable for later expressions to a term given in the external term format; a former
  /// value is replaced.
  ///
  /// @throws ErlangException if the bytes are no term
  public void bindExternal(String variable, byte[] external) {
    byte[] bytes = variable.getBytes(StandardCharsets.UTF_8);
    var body = new byte[1 + bytes.length + external.length];
    body[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, body, 1, bytes.length);
    System.arraycopy(external, 0, body, 1 + bytes.length, external.length);
    peer.request('b', body, "bind " + variable, DEFAULT_LIMIT);
  }

  /// Binds a variable for later expressions to the value of an expression; a former value is
  /// replaced.
  ///
  /// @throws ErlangException if the expression raises something
  public void bind(String variable, String expression) {
    bindExternal(variable, evalExternal(expression));
  }

  /// Forgets all bindings, as `f()` does in the Erlang shell.
  public void forget() {
    peer.request('f', new byte[0], "forget", DEFAULT_LIMIT);
  }

  /// Compiles an Erlang module in the node and loads it.
  ///
  /// @param source the module's text, `-module(...)` included; it may use macros and include OTP's
  ///   headers
  /// @return the module's name
  /// @throws ErlangException with the compiler's errors
  public String load(String source) {
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    return new String(peer.request('l', bytes, "load", DEFAULT_LIMIT), StandardCharsets.UTF_8);
  }

  /// Compiles and loads a module that lies as a resource beside `owner`, as
  /// [Class#getResource(String)] finds it.
  ///
  /// @throws IllegalArgumentException if there is no such resource
  /// @throws ErlangException with the compiler's errors
  public String load(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "resource: " + resource + " (expected: a file beside " + owner + ")");
      }
      return load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /// The node's operating-system process: its output, its pid, SIGSTOP for it.
  public OsProcess process() {
    return peer.process();
  }

  /// Kills the node (SIGKILL): its peers see a closed socket, nothing more.
  public void kill() {
    peer.process().kill();
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

  private byte[] ask(char op, String expressions, Duration limit) {
    return peer.request(op, expressions.getBytes(StandardCharsets.UTF_8), expressions, limit);
  }

  /// Options of a node that is to be started.
  public static final class Builder {

    private final String name;
    private String cookie = "jergon";
    private int epmdPort;
    private boolean hidden;
    private @Nullable Path erl;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    private Builder(String name) {
      this.name = name;
    }

    /// The cookie; `jergon` by default.
    public Builder cookie(String cookie) {
      this.cookie = cookie;
      return this;
    }

    /// The port of the EPMD to use (`ERL_EPMD_PORT`). A node with a name must be given one.
    public Builder epmdPort(int epmdPort) {
      this.epmdPort = epmdPort;
      return this;
    }

    /// Starts the node with `-hidden`.
    public Builder hidden() {
      hidden = true;
      return this;
    }

    /// Another `erl` than [RealErlang#erl()] finds: another release of OTP.
    public Builder erl(Path erl) {
      this.erl = erl;
      return this;
    }

    /// More arguments for `erl`, such as `"-kernel", "net_ticktime", "8"`.
    public Builder arguments(String... more) {
      arguments.addAll(Arrays.asList(more));
      return this;
    }

    /// Connects by TLS only (`-proto_dist inet_tls`).
    ///
    /// @param optionsFile for `-ssl_dist_optfile`; see [TestCertificates]
    public Builder tls(Path optionsFile) {
      return arguments("-proto_dist", "inet_tls", "-ssl_dist_optfile", optionsFile.toString());
    }

    /// One more environment variable.
    public Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /// Starts the node and returns when it evaluates expressions.
    ///
    /// @throws IllegalStateException if it does not come up; the message shows what it printed
    public ErlangNode start() {
      Path program = erl != null ? erl : RealErlang.found("erl", RealErlang.erl());
      return new ErlangNode(name, cookie, BeamPeer.start("erlang", boot -> command(program, boot)));
    }

    private ProcessBuilder command(Path program, String boot) {
      List<String> command = new ArrayList<>();
      command.add(program.toString());
      command.addAll(Distribution.arguments(name, cookie, epmdPort, hidden));
      command.add("-noinput");
      command.addAll(arguments);
      command.add("-eval");
      command.add(boot);
      return Distribution.environment(new ProcessBuilder(command), epmdPort, environment);
    }
  }
}
