package io.jergon.node.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The living processes, by number.
///
/// A hash table whose chains are made of the processes themselves ([Bonds#nextInTable]), since it
/// has an entry for each of a million. It is made of parts with a lock each, so that processes may
/// start and end on all cores.
///
/// ```
///   part = number mod parts     place = (number / parts) mod places
///   places:  [ ] -> process -> process
/// ```
///
/// Numbers follow each other, so that chains are short.
///
/// Looking up takes no lock. It may miss a process while its part grows, since the chains are then
/// made anew: so what was not found is looked for again, with the lock. A process that was taken
/// out still leads to those behind it.
///
/// Threads: any.
final class ProcessTable {
  private static final int FIRST_PLACES = 16;
  private static final int PARTS_PER_CORE = 4;
  private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(LocalProcess[].class);

  private final Part[] parts;
  private final int partBits;

  ProcessTable() {
    int wanted =
        Math.clamp(PARTS_PER_CORE * (long) Runtime.getRuntime().availableProcessors(), 8, 64);
    partBits = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
    parts = new Part[1 << partBits];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Part();
    }
  }

  private final class Part {
    private volatile @Nullable LocalProcess[] places = new LocalProcess[FIRST_PLACES];
    private volatile int count; // written under the lock

    @Nullable LocalProcess find(long number) {
      @Nullable LocalProcess[] all = places;
      LocalProcess process = (LocalProcess) PLACES.getAcquire(all, place(number, all.length));
      while (process != null && process.number() != number) {
        process = process.nextInTable();
      }
      return process;
    }

    synchronized @Nullable LocalProcess findLocked(long number) {
      return find(number);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    synchronized void put(LocalProcess process) {
      if (count >= places.length) {
        grow();
      }
      link(places, process);
      count++;
    }

    private void link(@Nullable LocalProcess[] all, LocalProcess process) {
      int place = place(process.number(), all.length);
      process.nextInTable(all[place]);
      PLACES.setRelease(all, place, process);
    }

    private void grow() {
      @Nullable LocalProcess[] old = places;
      @Nullable LocalProcess[] all = new LocalProcess[2 * old.length];
      for (LocalProcess head : old) {
        for (LocalProcess process = head; process != null; ) {
          LocalProcess next = process.nextInTable();
          link(all, process);
          process = next;
        }
      }
      places = all;
    }

    @SuppressWarnings({"ReferenceEquality", "NonAtomicVolatileUpdate"}) // itself; under the lock
    synchronized void remove(LocalProcess process) {
      @Nullable LocalProcess[] all = places;
      int place = place(process.number(), all.length);
      LocalProcess before = null;
      LocalProcess at = all[place];
      while (at != null && at != process) {
        before = at;
        at = at.nextInTable();
      }
      if (at == null) {
        return;
      }
      if (before == null) {
        PLACES.setRelease(all, place, at.nextInTable());
      } else {
        before.nextInTable(at.nextInTable());
      }
      count--;
    }

    synchronized void forEach(Consumer<LocalProcess> action) {
      for (LocalProcess head : places) {
        for (LocalProcess process = head; process != null; process = process.nextInTable()) {
          action.accept(process);
        }
      }
    }
  }

  private int place(long number, int places) {
    return (int) (number >>> partBits) & (places - 1);
  }

  private Part part(long number) {
    return parts[(int) number & (parts.length - 1)];
  }

  /// The living process with that number, or null.
  @Nullable LocalProcess find(long number) {
    Part part = part(number);
    LocalProcess process = part.find(number);
    return process == null ? part.findLocked(number) : process;
  }

  void put(LocalProcess process) {
    part(process.number()).put(process);
  }

  /// Takes a process out; does nothing if it is not there.
  void remove(LocalProcess process) {
    part(process.number()).remove(process);
  }

  /// How many there are.
  int size() {
    int size = 0;
    for (Part part : parts) {
      size += part.count;
    }
    return size;
  }

  /// All of them, as they were when their part was looked at.
  List<LocalProcess> all() {
    List<LocalProcess> all = new ArrayList<>(size());
    for (Part part : parts) {
      part.forEach(all::add);
    }
    return all;
  }
}
