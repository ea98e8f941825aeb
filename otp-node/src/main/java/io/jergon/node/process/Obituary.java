package io.jergon.node.process;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.scheduling.Turn;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Timed;
import io.jergon.node.trace.SequentialTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells everybody concerned that a process died: exit signals to its links, down messages to those
/// who monitor it, and an end to the monitors it had itself.
///
/// It runs after everything the process sent while it lived: at the end of its last turn, or as a
/// turn of its own where somebody else ended it.
///
/// @param pid who died
/// @param reason what of
/// @param relations its links and monitors at that moment; null for none
/// @param trace goes on with the exit signals; null for none
record Obituary(
    LocalNode node,
    Pid pid,
    Term reason,
    @Nullable Relations relations,
    @Nullable SequentialTrace trace)
    implements Turn {
  private static final Logger log = LoggerFactory.getLogger(Obituary.class);

  @Override
  public void run(Worker worker) {
    try {
      if (relations != null) {
        tell(relations);
      }
    } finally {
      node.buried();
    }
  }

  private void tell(Relations relations) {
    relations.aliases().forEach(node.signals()::unalias);
    relations.timers().forEach(Timed::receiverEnded);
    for (Pid linked : relations.links()) {
      // in a node that closes all others end too, and nobody is to restart anybody
      if (!node.isShut() || !node.isHere(linked.node())) {
        tell(() ->
            node.signals().linkExit(pid, linked, reason, trace == null ? null : trace.next(pid)));
      }
    }
    if (relations.monitorsNodes()) {
      node.signals().demonitorNodes(pid);
    }
    for (Relations.Watch watch : relations.watches()) {
      tell(() -> watch.watcher().down(watch.monitor(), watch.object(), reason));
    }
    relations
        .monitors()
        .forEach(
            (monitor, made) -> tell(() -> node.signals().demonitor(pid, made.target(), monitor)));
  }

  /// What goes wrong with one must not keep the others from knowing.
  private void tell(Runnable signal) {
    try {
      signal.run();
    } catch (RuntimeException e) {
      log.error("cannot tell of the end of pid={}", pid, e);
    }
  }
}
