package io.jergon.observer;

import static io.jergon.observer.ErlangFunctions.atom;
import static io.jergon.observer.ErlangFunctions.badarg;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import io.jergon.node.NodeInfo;
import io.jergon.node.NodeType;
import io.jergon.node.OfferedFunctions;
import io.jergon.node.Self;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Functions about nodes: those of `erlang`, `net_adm` and `net_kernel`.
///
/// Shapes: `erlang:nodes/2` (OTP 25.1), `net_kernel:nodes_info/0`.
final class NodeFunctions {
  private static final String NET_KERNEL = "net_kernel";
  private static final Atom NODE_TYPE = Atom.of("node_type");
  private static final Atom CONNECTION_ID = Atom.of("connection_id");

  private NodeFunctions() {}

  static void offerTo(OfferedFunctions functions) {
    functions.offer("erlang", "nodes", 0, (self, _) -> names(self.node(), Atom.of("visible")));
    functions.offer("erlang", "nodes", 1, (self, args) -> names(self.node(), args.getFirst()));
    functions.offer(
        "erlang", "nodes", 2, (self, args) -> infos(self.node(), args.get(0), args.get(1)));
    functions.offer(
        "net_adm",
        "ping",
        1,
        (self, args) -> Atom.of(self.node().ping(atom(args.getFirst()).name()) ? "pong" : "pang"));
    functions.offer(
        NET_KERNEL,
        "connect_node",
        1,
        (self, args) -> bool(self.node().connect(atom(args.getFirst()).name())));
    functions.offer(
        NET_KERNEL,
        "get_net_ticktime",
        0,
        (self, _) -> IntegerTerm.of(self.node().cluster().tickTime().toSeconds()));
    functions.offer(NET_KERNEL, "nodes_info", 0, (self, _) -> nodesInfo(self.node()));
    functions.offer(
        NET_KERNEL,
        "monitor_nodes",
        1,
        (self, args) -> monitorNodes(self, args.getFirst(), Atom.of("visible")));
    functions.offer(
        NET_KERNEL,
        "monitor_nodes",
        2,
        (self, args) -> monitorNodes(self, args.get(0), typeIn(args.get(1))));
  }

  private static Atom bool(boolean value) {
    return value ? Atom.TRUE : Atom.FALSE;
  }

  private static ListTerm names(Node node, Term types) {
    return ListTerm.of(node.nodes(types(types)).stream().map(Atom::of).toList());
  }

  /// One type or a list of them.
  private static NodeType[] types(Term types) {
    List<Term> all =
        types instanceof ListTerm list && list.isProper() ? list.elements() : List.of(types);
    return all.stream().map(NodeFunctions::type).toArray(NodeType[]::new);
  }

  private static NodeType type(Term name) {
    return Arrays.stream(NodeType.values())
        .filter(type -> type.toAtom().equals(name))
        .findFirst()
        .orElseThrow(ErlangFunctions::badarg);
  }

  /// `{Node, Info}` for each node, with what `options` asks for.
  private static ListTerm infos(Node node, Term types, Term options) {
    if (!(options instanceof MapTerm wanted)) {
      throw badarg();
    }
    boolean ids = isTrue(wanted, CONNECTION_ID);
    boolean kinds = isTrue(wanted, NODE_TYPE);
    long known =
        List.of(CONNECTION_ID, NODE_TYPE).stream().filter(o -> wanted.get(o) != null).count();
    if (known != wanted.size()) {
      throw badarg();
    }
    return ListTerm.of(
        node.cluster().nodes(types(types)).stream()
            .map(info -> Tuple.of(Atom.of(info.name()), info(info, ids, kinds)))
            .toList());
  }

  private static boolean isTrue(MapTerm options, Atom option) {
    Term value = options.get(option);
    if (value != null && !value.equals(Atom.TRUE) && !value.equals(Atom.FALSE)) {
      throw badarg();
    }
    return Atom.TRUE.equals(value);
  }

  private static MapTerm info(NodeInfo info, boolean ids, boolean kinds) {
    Map<Term, Term> terms = new LinkedHashMap<>();
    if (ids) {
      terms.put(
          CONNECTION_ID,
          info.connectionId().isPresent()
              ? IntegerTerm.of(info.connectionId().getAsLong())
              : Atom.UNDEFINED);
    }
    if (kinds) {
      terms.put(NODE_TYPE, info.type().toAtom());
    }
    return MapTerm.of(terms);
  }

  private static Tuple nodesInfo(Node node) {
    Term owner = node.whereis(NET_KERNEL).<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
    return Tuple.of(
        Atom.OK,
        ListTerm.of(
            node.cluster().nodes(NodeType.CONNECTED).stream()
                .map(info ->
                    Tuple.of(
                        Atom.of(info.name()),
                        ListTerm.of(
                            Tuple.of(Atom.of("owner"), owner),
                            Tuple.of(Atom.of("state"), Atom.of("up")),
                            Tuple.of(
                                Atom.of("type"),
                                Atom.of(info.type() == NodeType.HIDDEN ? "hidden" : "normal")))))
                .toList()));
  }

  private static Term monitorNodes(Self self, Term flag, Term type) {
    NodeType wanted =
        switch (atom(type).name()) {
          case "visible" -> NodeType.VISIBLE;
          case "hidden" -> NodeType.HIDDEN;
          case "all" -> NodeType.CONNECTED;
          default -> throw badarg();
        };
    if (flag.equals(Atom.TRUE)) {
      self.monitorNodes(wanted);
    } else if (flag.equals(Atom.FALSE)) {
      self.demonitorNodes(wanted);
    } else {
      return Atom.ERROR;
    }
    return Atom.OK;
  }

  /// `node_type` of a list or a map of options; `visible` if it is not there.
  private static Term typeIn(Term options) {
    Term type =
        switch (options) {
          case MapTerm map -> map.get(NODE_TYPE);
          case ListTerm list when list.isProper() ->
              list.elements().stream()
                  .filter(option ->
                      option instanceof Tuple t && t.arity() == 2 && t.get(0).equals(NODE_TYPE))
                  .map(option -> ((Tuple) option).get(1))
                  .findFirst()
                  .orElse(null);
          default -> throw badarg();
        };
    return type == null ? Atom.of("visible") : type;
  }
}
