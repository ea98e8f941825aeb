package io.jergon.cmd;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermSyntaxException;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeStartException;
import io.jergon.node.NotConnectedException;
import io.jergon.node.ProcessName;
import io.jergon.node.RpcException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// A hidden node that lives for one question to another: not in EPMD, with a name of its own.
///
/// ```java
/// try (Client client = Client.connect(options, "demo@127.0.0.1")) {
///   System.out.println(client.call("counter", Term.parse("get")));
/// }
/// ```
///
/// Whatever fails is a [CommandFailure] whose line says what to do.
final class Client implements AutoCloseable {
  private static final Duration LONGEST_SETUP = Duration.ofSeconds(7); // net_setuptime

  private final Node node;
  private final String peer;
  private final Duration timeout;

  private Client(Node node, String peer, Duration timeout) {
    this.node = node;
    this.peer = peer;
    this.timeout = timeout;
  }

  /// Starts a node and connects it to the peer.
  static Client connect(ClientOptions options, String peer) {
    Duration timeout = options.timeout();
    Node node = start(options, peer, timeout);
    try {
      node.connectOrThrow(peer);
      return new Client(node, peer, timeout);
    } catch (NotConnectedException | IllegalArgumentException e) {
      node.close();
      throw new CommandFailure(e);
    }
  }

  private static Node start(ClientOptions options, String peer, Duration timeout) {
    try {
      String name = options.name.given().orElseGet(() -> nameFor(peer));
      NodeBuilder builder =
          Node.builder(name)
              .epmd(EpmdMode.NONE)
              .setupTime(timeout.compareTo(LONGEST_SETUP) < 0 ? timeout : LONGEST_SETUP);
      if (options.cookie != null) {
        builder.cookie(options.cookie);
      }
      if (options.epmdPort != null) {
        builder.epmdPort(options.epmdPort);
      }
      options.tls.apply(builder);
      return builder.start();
    } catch (NodeStartException | IllegalArgumentException e) {
      throw new CommandFailure(e);
    }
  }

  /// A name that nobody else has, of the kind that the peer talks to.
  private static String nameFor(String peer) {
    String live =
        "jergon-%d-%s"
            .formatted(
                ProcessHandle.current().pid(),
                Long.toString(System.nanoTime() & 0xffff_ffffL, Character.MAX_RADIX));
    return live + "@" + hostFor(peer);
  }

  private static String hostFor(String peer) {
    if (!NodeNameOptions.isLong(peer)) {
      return LocalHost.shortName();
    }
    String host = peer.substring(peer.indexOf('@') + 1);
    return host.startsWith("127.") || host.equals("::1") ? host : LocalHost.longName();
  }

  /// Calls a server.
  Term call(String name, Term request) {
    try {
      return node.toTerm(node.call(ProcessName.of(name, peer), request, timeout));
    } catch (Exit e) {
      throw new CommandFailure(callFailed(name, e), e);
    }
  }

  private String callFailed(String name, Exit e) {
    if (e.is("noproc")) {
      return "no process is registered as " + Atom.of(name) + " on " + peer;
    }
    if (e.is("timeout")) {
      return "%s on %s did not answer within %s (see --timeout)"
          .formatted(Atom.of(name), peer, seconds());
    }
    if (e.is("noconnection")) {
      return "the connection to " + peer + " was lost";
    }
    return "%s on %s exited: %s".formatted(Atom.of(name), peer, withoutStack(e.reason()));
  }

  /// `{Reason, Stacktrace}` is what an exception makes of a process; the stack is for the log.
  private static Term withoutStack(Term reason) {
    return reason instanceof Tuple pair
            && pair.arity() == 2
            && pair.get(1) instanceof ListTerm stack
            && !stack.isEmpty()
            && stack.isProper()
            && stack.elements().stream().allMatch(f -> f instanceof Tuple t && t.arity() == 4)
        ? pair.get(0)
        : reason;
  }

  /// Casts to a server, and waits until its node has taken the message.
  void cast(String name, Term request) {
    node.cast(ProcessName.of(name, peer), request);
    ping(); // comes after the cast on the same connection
  }

  /// Asks `net_kernel` of the peer, as `net_adm:ping/1` does.
  boolean ping() {
    return node.ping(peer);
  }

  /// Calls a function.
  Term rpc(String module, String function, List<Term> arguments) {
    try {
      return node.rpc(peer, module, function, arguments, timeout);
    } catch (RpcException e) {
      String name = Atom.of(module) + ":" + Atom.of(function) + "/" + arguments.size();
      throw new CommandFailure(rpcFailed(name, e), e);
    }
  }

  private String rpcFailed(String name, RpcException e) {
    if (isErpc(e.reason(), "timeout")) {
      return "%s on %s did not answer within %s (see --timeout)".formatted(name, peer, seconds());
    }
    if (isErpc(e.reason(), "noconnection")) {
      return "the connection to " + peer + " was lost";
    }
    return "%s on %s raised %s: %s".formatted(name, peer, e.kind(), withoutStack(e.reason()));
  }

  private static boolean isErpc(Term reason, String what) {
    return reason.equals(Tuple.of(Atom.of("erpc"), Atom.of(what)));
  }

  private String seconds() {
    return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /// Reads an argument that is a term.
  static Term term(String text) {
    try {
      return Term.parse(text);
    } catch (TermSyntaxException e) {
      throw new CommandFailure("not a term: " + e.getMessage(), e);
    }
  }

  /// Reads an argument that is a list of terms.
  static List<Term> list(String text) {
    if (term(text) instanceof ListTerm list && list.isProper()) {
      return list.elements();
    }
    throw new CommandFailure("not a list: " + text + " (expected: arguments, such as '[1, two]')");
  }

  @Override
  public void close() {
    node.close();
  }
}
