package io.jergon.node.signal;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;

/// Who gets told when a monitored process ends: a process, a waiting call, or another node.
public interface Watcher {

  /// The pid that monitors.
  Pid pid();

  /// The monitored process ended. Called at most once for each monitor; must not block.
  ///
  /// @param monitor the monitor's reference
  /// @param object what was monitored: a pid, or `{Name, Node}`
  /// @param reason what it died of
  void down(Ref monitor, Term object, Term reason);
}
