package io.jergon.observer;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.OfferedFunctions;
import io.jergon.node.RpcException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The functions of OTP that somebody at an Erlang shell tries first on a node, answered by this
/// one in the shapes of a BEAM.
///
/// ```java
/// ErlangFunctions.offerTo(node);    // rpc:call(Node, erlang, registered, []) and so on
/// ```
///
/// | function | answers |
/// |---|---|
/// | `erlang:node/0`, `is_alive/0` | the node's name; `true` |
/// | `erlang:nodes/0`, `nodes/1`, `nodes/2` | the nodes of one type or of a list of types; see [NodeType] |
/// | `erlang:self/0` | the process that runs the function |
/// | `erlang:registered/0`, `whereis/1` | names; pid or `undefined` |
/// | `erlang:processes/0`, `is_process_alive/1` | pids of this node; whether one of them is alive |
/// | `erlang:process_info/1,2` | see [Node#processInfo] |
/// | `erlang:system_info/1` | see [SystemInfo]; any other item is `badarg` |
/// | `os:type/0`, `os:getpid/0` | `{unix, linux}`; the JVM's process id as a string |
/// | `net_adm:ping/1` | `pong` or `pang`, as seen from this node |
/// | `net_kernel:connect_node/1` | whether this node is connected to another, or now is |
/// | `net_kernel:get_net_ticktime/0` | seconds |
/// | `net_kernel:nodes_info/0` | owner, state and type of each connection |
/// | `net_kernel:monitor_nodes/1,2` | `ok`; the process that runs the function is told |
///
/// An argument that a BEAM would refuse is refused with `error:badarg`. None of them changes
/// anything but for which nodes there is a connection. It is the beginning of the bridge to
/// Erlang's tools: `observer_backend` and `sys` are not answered yet.
///
/// Fails never; offering twice replaces. Any thread.
public final class ErlangFunctions {
  private static final String ERLANG = "erlang";
  private static final Atom REGISTERED_NAME = Atom.of("registered_name");

  private ErlangFunctions() {}

  /// Offers all of them on a node.
  public static void offerTo(Node node) {
    OfferedFunctions functions = node.functions();
    functions.offer(ERLANG, "node", 0, (self, _) -> Atom.of(self.node().name()));
    functions.offer(ERLANG, "is_alive", 0, (_, _) -> Atom.TRUE);
    functions.offer(ERLANG, "self", 0, (self, _) -> self.pid());
    NodeFunctions.offerTo(functions);
    functions.offer(ERLANG, "registered", 0, (self, _) -> atoms(self.node().registered()));
    functions.offer(ERLANG, "whereis", 1, (self, args) -> whereis(self.node(), args.getFirst()));
    functions.offer(ERLANG, "processes", 0, (self, _) -> ListTerm.of(self.node().processes()));
    functions.offer(
        ERLANG, "is_process_alive", 1, (self, args) -> isAlive(self.node(), args.getFirst()));
    functions.offer(
        ERLANG, "process_info", 1, (self, args) -> processInfo(self.node(), args.getFirst()));
    functions.offer(
        ERLANG,
        "process_info",
        2,
        (self, args) -> processInfo(self.node(), args.getFirst(), args.getLast()));
    functions.offer(
        ERLANG, "system_info", 1, (self, args) -> SystemInfo.of(self.node(), args.getFirst()));
    functions.offer("os", "type", 0, (_, _) -> osType());
    functions.offer(
        "os", "getpid", 0, (_, _) -> ListTerm.chars("" + ProcessHandle.current().pid()));
  }

  /// What a BEAM raises for an argument that it does not take.
  static RpcException badarg() {
    return new RpcException(Atom.ERROR, Atom.of("badarg"));
  }

  static Atom atom(Term term) {
    if (term instanceof Atom atom) {
      return atom;
    }
    throw badarg();
  }

  private static ListTerm atoms(Collection<String> names) {
    return ListTerm.of(names.stream().map(Atom::of).toList());
  }

  private static Term whereis(Node node, Term name) {
    return node.whereis(atom(name).name()).<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
  }

  private static Atom isAlive(Node node, Term term) {
    return node.isAlive(localPid(node, term)) ? Atom.TRUE : Atom.FALSE;
  }

  private static Term processInfo(Node node, Term term) {
    return node.processInfo(localPid(node, term))
        .map(info ->
            ListTerm.of(
                ((ListTerm) info.toTerm())
                    .elements().stream().filter(item -> !isNameless((Tuple) item)).toList()))
        .<Term>map(items -> items)
        .orElse(Atom.UNDEFINED);
  }

  /// Of one item it is `{Item, Value}`, of a list of them a list.
  private static Term processInfo(Node node, Term term, Term items) {
    Pid pid = localPid(node, term);
    boolean many = items instanceof ListTerm;
    if (items instanceof ListTerm list && !list.isProper()) {
      throw badarg();
    }
    List<Term> wanted = items instanceof ListTerm list ? list.elements() : List.of(items);
    try {
      return node.processInfo(pid, wanted)
          .map(info -> many ? inOrder(wanted, (ListTerm) info.toTerm()) : single(info.toTerm()))
          .orElse(Atom.UNDEFINED);
    } catch (Exit e) {
      throw badarg();
    }
  }

  /// What is asked for twice is there twice.
  private static Term inOrder(List<Term> wanted, ListTerm values) {
    return ListTerm.of(
        wanted.stream()
            .map(item ->
                values.elements().stream()
                    .filter(value -> ((Tuple) value).get(0).equals(item))
                    .findFirst()
                    .orElseThrow())
            .toList());
  }

  private static Term single(Term list) {
    Tuple item = (Tuple) ((ListTerm) list).get(0);
    return isNameless(item) ? ListTerm.EMPTY : item;
  }

  private static boolean isNameless(Tuple item) {
    return item.get(0).equals(REGISTERED_NAME) && item.get(1).equals(ListTerm.EMPTY);
  }

  private static Pid localPid(Node node, Term term) {
    if (term instanceof Pid pid && pid.node().is(node.name())) {
      return pid;
    }
    throw badarg();
  }

  private static Term osType() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return Tuple.of(Atom.of("win32"), Atom.of("nt"));
    }
    return Tuple.of(Atom.of("unix"), Atom.of(name.startsWith("mac") ? "darwin" : name));
  }
}
