package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;

/// A connection to another node came up or went down: what [Self#monitorNodes] and
/// [Cluster#monitor] tell.
///
/// ```java
/// switch (event) {
///   case NodeEvent.Up(String node, _, _) -> log.info("{} is there", node);
///   case NodeEvent.Down(String node, _, _, Term reason) -> log.info("{} is gone: {}", node, reason);
/// }
/// ```
///
/// For one node they come in turn: up, down, up, down. `Up` comes when [Node#nodes] has the node,
/// and before anything from it; `Down` when `nodes` has it no more, after everything from it, and
/// after the links and monitors of this node have been told.
///
/// Source: `net_kernel:monitor_nodes/2`.
public sealed interface NodeEvent {

  /// The other node's full name.
  String node();

  /// [NodeType#VISIBLE] or [NodeType#HIDDEN].
  NodeType type();

  /// The connection's, as in [NodeInfo].
  long connectionId();

  /// The event as Erlang would see it with all options, `{nodeup, Node, #{node_type => hidden,
  /// connection_id => 7}}`.
  Term toTerm();

  /// A connection is up.
  record Up(String node, NodeType type, long connectionId) implements NodeEvent {
    @Override
    public Term toTerm() {
      return Tuple.of(Atom.of("nodeup"), Atom.of(node), MapTerm.of(info(this)));
    }
  }

  /// A connection is gone.
  ///
  /// @param reason `connection_closed`, when the other side closed it or broke the protocol;
  ///   `disconnect`, when this side was asked to; `net_tick_timeout`, when the other side was
  ///   silent, or took nothing, for the tick time; `net_kernel_terminated`, when this node closes
  record Down(String node, NodeType type, long connectionId, Term reason) implements NodeEvent {
    @Override
    public Term toTerm() {
      Map<Term, Term> info = info(this);
      info.put(Atom.of("nodedown_reason"), reason);
      return Tuple.of(Atom.of("nodedown"), Atom.of(node), MapTerm.of(info));
    }
  }

  private static Map<Term, Term> info(NodeEvent event) {
    Map<Term, Term> info = new LinkedHashMap<>();
    info.put(Atom.of("node_type"), event.type().toAtom());
    info.put(Atom.of("connection_id"), IntegerTerm.of(event.connectionId()));
    return info;
  }
}
