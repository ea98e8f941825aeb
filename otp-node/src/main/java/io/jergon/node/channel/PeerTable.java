package io.jergon.node.channel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The slots of the peers by name, and the lock that guards their changes.
///
/// Anybody reads; whoever changes the table or a [PeerSlot], or the state of a [Connection], holds
/// the lock. It is never held while an event is delivered or a channel is touched.
final class PeerTable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PeerSlot> slots = new ConcurrentHashMap<>();

  /// Guarded by the lock.
  private boolean closed;

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /// The latest slot of that name, or null.
  @Nullable PeerSlot find(String name) {
    return slots.get(name);
  }

  /// The connection of that name that is up, or null.
  @Nullable Connection up(String name) {
    PeerSlot slot = slots.get(name);
    return slot != null && slot.connection.isUp() ? slot.connection : null;
  }

  Collection<PeerSlot> all() {
    return slots.values();
  }

  /// Under the lock: the slot takes the place of the one before it.
  void put(PeerSlot slot) {
    slots.put(slot.connection.peer().text(), slot);
  }

  /// Forgets the slot of a connection that is down, if it is still there.
  void remove(Connection connection) {
    String name = connection.peer().text();
    lock.lock();
    try {
      PeerSlot slot = slots.get(name);
      if (slot != null && slot.connection == connection) {
        slots.remove(name);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Under the lock.
  boolean isClosed() {
    return closed;
  }

  /// From now on nothing comes up; what there is now.
  List<PeerSlot> close() {
    lock.lock();
    try {
      closed = true;
      return List.copyOf(slots.values());
    } finally {
      lock.unlock();
    }
  }
}
