package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;

/// What an acceptor answers to a name, given what it already has with that name (erl_dist_protocol,
/// "Distribution Handshake", step "send_status").
public enum AcceptDecision {
  /// Nothing in the way: go on.
  OK("ok"),
  /// We were dialling the peer too; its attempt wins.
  OK_SIMULTANEOUS("ok_simultaneous"),
  /// We are dialling the peer too; our attempt wins.
  NOK("nok"),
  /// We hold a working connection to a node of this name: is it dead?
  ALIVE("alive");

  private final String status;

  AcceptDecision(String status) {
    this.status = status;
  }

  /// The decision when both nodes dial each other at once: the attempt of the node with the greater
  /// name wins, so both sides come to the same answer.
  public static AcceptDecision whenBothDial(NodeName self, NodeName peer) {
    return self.compareTo(peer) > 0 ? NOK : OK_SIMULTANEOUS;
  }

  String status() {
    return status;
  }
}
