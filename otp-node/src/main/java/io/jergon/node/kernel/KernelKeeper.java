package io.jergon.node.kernel;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a kernel process anew when it has ended, whatever ended it: a peer may send `rex` any
/// exit signal.
///
/// It has no name and no links, so nobody ends it by accident.
public final class KernelKeeper implements Behaviour {
  private static final Logger log = LoggerFactory.getLogger(KernelKeeper.class);

  /// A process to keep.
  ///
  /// @param pid what runs already
  /// @param make makes its successor
  public record Kept(String name, Pid pid, Supplier<Behaviour> make) {}

  private final List<Kept> first;
  private final Map<Ref, Kept> running = new HashMap<>();

  /// Keeps processes that run already.
  public KernelKeeper(List<Kept> first) {
    this.first = List.copyOf(first);
  }

  @Override
  public void init(Self self) {
    first.forEach(kept -> running.put(self.monitor(kept.pid()), kept));
  }

  @Override
  public void receive(Self self, Object message) {
    if (message instanceof DownMessage(Ref monitor, _, Term reason)) {
      Kept ended = running.remove(monitor);
      if (ended != null) {
        restart(self, ended, reason);
      }
    }
  }

  private void restart(Self self, Kept ended, Term reason) {
    try {
      Monitored next = self.spawnMonitor(SpawnOptions.DEFAULT.withName(ended.name()), ended.make());
      running.put(next.monitor(), new Kept(ended.name(), next.pid(), ended.make()));
      log.warn("restarted process={} reason={}", ended.name(), reason.abbreviated(200));
    } catch (Exit e) {
      log.error("not restarted process={}: {}", ended.name(), e.getMessage());
    } catch (IllegalStateException e) {
      log.debug("not restarted process={}: {}", ended.name(), e.getMessage()); // the node closes
    }
  }
}
