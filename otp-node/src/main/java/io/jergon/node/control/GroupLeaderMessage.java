package io.jergon.node.control;

import io.jergon.etf.Pid;
import io.jergon.etf.TermOutput;

/// GROUP_LEADER, 7 `{7, Leader, To}`: `group_leader/2` was called on a process of the receiver.
///
/// @param leader the new group leader, on any node
/// @param to the process that gets it
public record GroupLeaderMessage(Pid leader, Pid to) implements ControlMessage {
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
