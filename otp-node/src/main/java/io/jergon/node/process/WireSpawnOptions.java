package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The options of a spawn request.
///
/// Those about how a BEAM process uses memory and processors mean nothing on a JVM. They become
/// flags of the process, which `process_info` shows; `max_heap_size` with 0 words: a limit that is
/// not there must not be taken for one. A value that a BEAM refuses is refused here too: a program
/// with such a mistake fails wherever it spawns.
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
public record WireSpawnOptions(boolean link, boolean monitor, Map<String, Term> flags) {
  private static final int MOST_SCHEDULERS = 1024;

  /// The options in a list; nothing when there is one that is not known, or has no such value.
  public static Optional<WireSpawnOptions> of(Term options) {
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
      if (option instanceof Tuple t && t.get(0) instanceof Atom key && !key.is("scheduler")) {
        flags.put(key.name(), key.is("max_heap_size") ? unlimited(t.get(1)) : t.get(1));
      }
    }
    return flags;
  }

  private static Term unlimited(Term heapLimit) {
    return HeapLimit.of(heapLimit).orElseThrow().withWords(0).toTerm();
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
      case "max_heap_size" -> HeapLimit.of(value).isPresent();
      case "scheduler" -> ProcessFlags.isCount(value, MOST_SCHEDULERS);
      case "priority",
          "message_queue_data",
          "async_dist",
          "fullsweep_after",
          "min_heap_size",
          "min_bin_vheap_size" ->
          ProcessFlags.takes(key, value);
      default -> false;
    };
  }
}
