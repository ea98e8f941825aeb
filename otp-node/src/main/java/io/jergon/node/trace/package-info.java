/// Sequential tracing, Erlang's `seq_trace`: a token goes with every message from process to
/// process, and whoever traces can put together what followed from what.
///
/// This node makes no trace messages itself. It carries tokens, counts as a BEAM node does, and so
/// is no gap in what others trace.
///
/// Start at [io.jergon.node.trace.SequentialTrace], what a process keeps; a message that has a
/// token is a [io.jergon.node.trace.Traced] on its way.
///
/// Reference: the module `seq_trace` of kernel; erl_dist_protocol, operations with `TraceToken`.
package io.jergon.node.trace;
