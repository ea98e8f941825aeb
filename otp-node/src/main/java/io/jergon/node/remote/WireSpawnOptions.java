package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of a spawn request.
///
/// Those about how a BEAM process uses memory and processors mean nothing on a JVM. They become
/// flags of the process, which `process_info` shows, but for `max_heap_size`: a limit that is not
/// there must not be taken for one. A value that a BEAM refuses is refused here too: a program with
/// such a mistake fails wherever it spawns.
///
/// ```
/// link, monitor
/// {priority, low | normal | high | max}
/// {message_queue_data, on_heap | off_heap}
/// {async_dist, Bool}
/// {fullsweep_after | min_heap_size | min_bin_vheap_size | scheduler, N}
/// {max_heap_size, 0 | N | #{size => 0 | N, kill | error_logger | include_shared_binaries => Bool}}
/// ```
///
/// Source: `erlang:spawn_opt/5`, OTP 25 to 29.
///
/// @param flags by name; the last of several counts
record WireSpawnOptions(boolean link, boolean monitor, Map<String, Term> flags) {
  private static final Atom SIZE = Atom.of("size");
  private static final List<String> HEAP_FLAGS =
      List.of("kill", "error_logger", "include_shared_binaries");

  /// Words of the smallest heap; a process could not start with less.
  private static final int SMALLEST_HEAP = 233;

  private static final int MOST_SCHEDULERS = 1024;

  /// The options in a list; nothing when there is one that is not known, or has no such value.
  static Optional<WireSpawnOptions> of(Term options) {
    return options instanceof ListTerm list
            && list.isProper()
            && list.elements().stream().allMatch(WireSpawnOptions::isKnown)
        ? Optional.of(new WireSpawnOptions(has(list, "link"), has(list, "monitor"), flags(list)))
        : Optional.empty();
  }

  private static boolean has(ListTerm options, String name) {
    return options.elements().stream().anyMatch(option -> option instanceof Atom a && a.is(name));
  }

  private static Map<String, Term> flags(ListTerm options) {
    Map<String, Term> flags = new HashMap<>();
    for (Term option : options.elements()) {
      if (option instanceof Tuple t && t.get(0) instanceof Atom key && isFlag(key.name())) {
        flags.put(key.name(), t.get(1));
      }
    }
    return flags;
  }

  private static boolean isFlag(String key) {
    return !key.equals("max_heap_size") && !key.equals("scheduler");
  }

  private static boolean isKnown(Term option) {
    return switch (option) {
      case Atom a -> a.is("link") || a.is("monitor");
      case Tuple t when t.arity() == 2 && t.get(0) instanceof Atom key ->
          isKnown(key.name(), t.get(1));
      default -> false;
    };
  }

  private static boolean isKnown(String key, Term value) {
    return switch (key) {
      case "priority" -> isOneOf(value, "low", "normal", "high", "max");
      case "message_queue_data" -> isOneOf(value, "on_heap", "off_heap");
      case "async_dist" -> isBoolean(value);
      case "max_heap_size" -> isHeapLimit(value);
      case "scheduler" -> isCount(value, MOST_SCHEDULERS);
      case "fullsweep_after", "min_heap_size", "min_bin_vheap_size" ->
          isCount(value, Long.MAX_VALUE);
      default -> false;
    };
  }

  private static boolean isHeapLimit(Term value) {
    if (!(value instanceof MapTerm map)) {
      return isHeapSize(value);
    }
    Term size = map.get(SIZE);
    return size != null
        && isHeapSize(size)
        && HEAP_FLAGS.stream().map(Atom::of).map(map::get).allMatch(f -> f == null || isBoolean(f));
  }

  private static boolean isHeapSize(Term value) {
    return isCount(value, Long.MAX_VALUE)
        && (value.equals(IntegerTerm.of(0)) || ((IntegerTerm) value).longValue() >= SMALLEST_HEAP);
  }

  private static boolean isBoolean(Term value) {
    return isOneOf(value, "true", "false");
  }

  private static boolean isOneOf(Term value, String... names) {
    return value instanceof Atom a && List.of(names).contains(a.name());
  }

  private static boolean isCount(Term value, long most) {
    return value instanceof IntegerTerm n
        && n.fitsLong()
        && n.longValue() >= 0
        && n.longValue() <= most;
  }
}
