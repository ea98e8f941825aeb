package io.jergon.node.remote;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.channel.Connection;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.signal.Watcher;
import org.jspecify.annotations.Nullable;

/// A process of another node that monitors one of ours. It is told through the connection that the
/// monitor came by; when that is gone, so is the monitor.
///
/// @param target how the peer named our process: a pid, or a name
/// @param process our process, whose earlier signals come first; null if there is none
record RemoteWatcher(
    Peers peers, Connection connection, Pid pid, Term target, @Nullable Pid process)
    implements Watcher {

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    Peer peer = peers.find(pid.node());
    if (peer != null) {
      peer.removeWatched(pid, monitor);
    }
    connection.send(new MonitorMessage.MonitorExit(target, pid, monitor, process), reason);
  }
}
