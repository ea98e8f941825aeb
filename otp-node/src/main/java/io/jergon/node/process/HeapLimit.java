package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import java.util.Map;
import java.util.Optional;

/// A value of `max_heap_size`: a number of words, or a map with `size` and what to do beyond it.
/// There are no such limits on a JVM; 0 is none on a BEAM either.
///
/// Source: `erlang:process_flag/2`, OTP 25 to 29.
record HeapLimit(long words, boolean kill, boolean errorLogger, boolean sharedBinaries) {
  static final HeapLimit NONE = new HeapLimit(0, true, true, false);

  private static final Atom SIZE = Atom.of("size");
  private static final Atom KILL = Atom.of("kill");
  private static final Atom ERROR_LOGGER = Atom.of("error_logger");
  private static final Atom SHARED_BINARIES = Atom.of("include_shared_binaries");

  /// A process could not start with less.
  private static final int SMALLEST_HEAP = 233;

  /// The limit that a term says; nothing where a BEAM refuses it.
  static Optional<HeapLimit> of(Term value) {
    if (!(value instanceof MapTerm map)) {
      return isSize(value) ? Optional.of(NONE.withWords(longOf(value))) : Optional.empty();
    }
    Term size = map.get(SIZE);
    Optional<Boolean> kill = flag(map, KILL, true);
    Optional<Boolean> logger = flag(map, ERROR_LOGGER, true);
    Optional<Boolean> binaries = flag(map, SHARED_BINARIES, false);
    return size != null
            && isSize(size)
            && kill.isPresent()
            && logger.isPresent()
            && binaries.isPresent()
        ? Optional.of(new HeapLimit(longOf(size), kill.get(), logger.get(), binaries.get()))
        : Optional.empty();
  }

  private static Optional<Boolean> flag(MapTerm map, Atom key, boolean otherwise) {
    Term given = map.get(key);
    if (given == null) {
      return Optional.of(otherwise);
    }
    return given.equals(Atom.TRUE) || given.equals(Atom.FALSE)
        ? Optional.of(given.equals(Atom.TRUE))
        : Optional.empty();
  }

  private static boolean isSize(Term value) {
    return ProcessFlags.isCount(value, ProcessFlags.MOST)
        && (longOf(value) == 0 || longOf(value) >= SMALLEST_HEAP);
  }

  private static long longOf(Term value) {
    return ((IntegerTerm) value).longValue();
  }

  /// The same with another number of words.
  HeapLimit withWords(long number) {
    return new HeapLimit(number, kill, errorLogger, sharedBinaries);
  }

  /// As `process_info` shows it.
  MapTerm toTerm() {
    return MapTerm.of(
        Map.of(
            SIZE, IntegerTerm.of(words),
            KILL, ProcessFlags.bool(kill),
            ERROR_LOGGER, ProcessFlags.bool(errorLogger),
            SHARED_BINARIES, ProcessFlags.bool(sharedBinaries)));
  }
}
