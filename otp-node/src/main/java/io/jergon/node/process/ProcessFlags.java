package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.node.Exit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The flags of `process_flag/2` and their values: which there are, what they are at the start, and
/// what may be set.
///
/// | flag | here |
/// |---|---|
/// | `trap_exit` | as in OTP |
/// | `sensitive` | as in OTP: messages and dictionary are not shown by `process_info` |
/// | `priority`, `message_queue_data`, `async_dist`, `fullsweep_after`, `min_heap_size`, `min_bin_vheap_size`, `error_handler` | kept and shown, and mean nothing: all processes are scheduled alike, the JVM has one heap |
/// | `max_heap_size`, `save_calls` | only 0: a limit or a trace that is not there must not be taken for one |
///
/// What is shown is what a BEAM makes of a value: sizes of heaps are those of [HeapSizes],
/// `fullsweep_after` keeps its lowest 16 bits, `max_heap_size` is a map.
///
/// Source: `erlang:process_flag/2`, OTP 25 to 29.
public final class ProcessFlags {
  static final String TRAP_EXIT = "trap_exit";

  /// The largest integer in one word of a BEAM: it takes no larger ones here.
  static final long MOST = (1L << 59) - 1;

  private static final Term ZERO = IntegerTerm.of(0);
  private static final int LEAST_BINARY_HEAP = 46_422;

  /// All but `trap_exit`.
  private static final Map<String, Term> AT_START = new LinkedHashMap<>();

  static {
    AT_START.put("priority", Atom.NORMAL);
    AT_START.put("sensitive", Atom.FALSE);
    AT_START.put("message_queue_data", Atom.of("on_heap"));
    AT_START.put("async_dist", Atom.FALSE);
    AT_START.put("error_handler", Atom.of("error_handler"));
    AT_START.put("fullsweep_after", IntegerTerm.of(65_535));
    AT_START.put("min_heap_size", IntegerTerm.of(HeapSizes.notBelow(0)));
    AT_START.put("min_bin_vheap_size", IntegerTerm.of(LEAST_BINARY_HEAP));
    AT_START.put("max_heap_size", HeapLimit.NONE.toTerm());
    AT_START.put("save_calls", ZERO);
  }

  private ProcessFlags() {}

  /// What a flag is; null when there is no such flag.
  static @Nullable Term value(LocalProcess process, String flag) {
    if (flag.equals(TRAP_EXIT)) {
      return bool(process.trapExit());
    }
    Belongings own = process.belongings();
    Term set = own == null ? null : own.flags().get(flag);
    return set == null ? AT_START.get(flag) : set;
  }

  /// Sets flags of a process that does not run yet, for whoever spawns it.
  ///
  /// @throws Exit `badarg` when there is no such flag, or it does not take the value
  public static void atStart(LocalProcess process, Map<String, Term> flags) {
    flags.forEach((flag, value) -> set(process, flag, value));
  }

  /// Sets a flag; what it was. For the process's own thread.
  ///
  /// @throws Exit `badarg` when there is no such flag, or it does not take the value
  static Term set(LocalProcess process, String flag, Term value) {
    Term before = value(process, flag);
    if (before == null) {
      throw refused("no flag " + flag);
    }
    if (!takes(flag, value)) {
      throw refused("flag " + flag + ": " + value.abbreviated(100));
    }
    if (flag.equals(TRAP_EXIT)) {
      process.trapExit(value.equals(Atom.TRUE));
    } else {
      process.ownBelongings().flags().put(flag, shown(flag, value));
    }
    return before;
  }

  private static Term shown(String flag, Term value) {
    return switch (flag) {
      case "min_heap_size" -> IntegerTerm.of(HeapSizes.notBelow(longOf(value)));
      case "min_bin_vheap_size" ->
          IntegerTerm.of(HeapSizes.notBelow(Math.max(LEAST_BINARY_HEAP, longOf(value))));
      case "fullsweep_after" -> IntegerTerm.of(longOf(value) & 0xFFFF);
      case "max_heap_size" -> HeapLimit.of(value).orElseThrow().toTerm();
      default -> value;
    };
  }

  private static long longOf(Term value) {
    return ((IntegerTerm) value).longValue();
  }

  static boolean takes(String flag, Term value) {
    return switch (flag) {
      case TRAP_EXIT, "sensitive", "async_dist" -> isOneOf(value, "true", "false");
      case "priority" -> isOneOf(value, "low", "normal", "high", "max");
      case "message_queue_data" -> isOneOf(value, "on_heap", "off_heap");
      case "error_handler" -> value instanceof Atom;
      case "max_heap_size" -> HeapLimit.of(value).filter(limit -> limit.words() == 0).isPresent();
      case "save_calls" -> value.equals(ZERO);
      default -> isCount(value, MOST);
    };
  }

  static boolean isCount(Term value, long most) {
    return value instanceof IntegerTerm n
        && n.fitsLong()
        && n.longValue() >= 0
        && n.longValue() <= most;
  }

  private static boolean isOneOf(Term value, String... names) {
    return value instanceof Atom a && List.of(names).contains(a.name());
  }

  private static Exit refused(String why) {
    return new Exit(Atom.BADARG, new IllegalArgumentException(why));
  }

  static Atom bool(boolean value) {
    return value ? Atom.TRUE : Atom.FALSE;
  }
}
