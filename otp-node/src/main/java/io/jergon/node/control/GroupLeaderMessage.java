package io.jergon.node.control;

import io.jergon.etf.Pid;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// GROUP_LEADER, 7 `{7, Leader, To}`: `group_leader/2` was called on a process of the receiver.
///
/// @param leader the new group leader, on any node
/// @param to the process that gets it
/// @param caller who called it, where its node knows; not on the wire
public record GroupLeaderMessage(Pid leader, Pid to, @Nullable Pid caller)
    implements ControlMessage {
  /// As it comes from the wire.
  public GroupLeaderMessage(Pid leader, Pid to) {
    this(leader, to, null);
  }

  @Override
  public int operation() {
    return Operation.GROUP_LEADER;
  }

  @Override
  public boolean hasPayload() {
    return false;
  }

  @Override
  public void encode(TermOutput out) {
    ControlTuple.write(out, operation(), leader, to);
  }
}
