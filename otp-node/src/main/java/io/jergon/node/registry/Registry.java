package io.jergon.node.registry;

import io.jergon.etf.Atom;
import io.jergon.node.process.LocalProcess;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The registered names of a node. A process has one name at most, and a name one process.
///
/// A name is free again before anyone can be told of its process's death.
public final class Registry {
  private final ConcurrentMap<Atom, LocalProcess> byName = new ConcurrentHashMap<>();

  /// The process of that name.
  public @Nullable LocalProcess whereis(Atom name) {
    return byName.get(name);
  }

  /// Gives the process the name; false when the name is taken.
  public boolean register(Atom name, LocalProcess process) {
    return byName.putIfAbsent(name, process) == null;
  }

  /// Takes the name from the process; does nothing when another has it by now.
  public boolean unregister(Atom name, LocalProcess process) {
    return byName.remove(name, process);
  }

  /// All names in use.
  public List<Atom> registered() {
    return List.copyOf(byName.keySet());
  }
}
