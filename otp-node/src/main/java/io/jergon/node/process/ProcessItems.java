package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.process.Mailbox.Wake;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.trace.TraceToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The items of `process_info/2`, read off a process by any thread. Each is true of some moment
/// during the reading.
///
/// What has no counterpart in a JVM has the value that a BEAM gives where there is nothing:
/// `binary` is `[]`, `trace` is 0. `initial_call` is `init/1` of the class of the process's own
/// code, where a BEAM says `proc_lib:init_p/5` of every server; `backtrace` is the stack trace of
/// its thread as text. `memory` and the heap sizes are estimates of what the process's own
/// bookkeeping takes, `reductions` counts the messages that it has handled.
///
/// Source: `erlang:process_info/2`, OTP 25 to 29.
final class ProcessItems {
  private static final Atom PROCESS = Atom.of("process");
  private static final Atom DICTIONARY = Atom.of("dictionary");
  private static final Term ZERO = IntegerTerm.of(0);
  private static final int WORD_BYTES = 8;
  private static final int BYTES_PER_PROCESS = 240;
  private static final int BYTES_PER_MESSAGE = 48;
  private static final int BYTES_PER_RELATION = 64;

  private ProcessItems() {}

  /// The value of an item; null when there is no such item.
  ///
  /// @param item its name, or `{dictionary, Key}`
  static @Nullable Term value(LocalProcess process, Term item) {
    return switch (item) {
      case Atom a -> value(process, a.name());
      case Tuple t when t.arity() == 2 && t.get(0).equals(DICTIONARY) ->
          dictionaryEntry(process, t.get(1));
      default -> null;
    };
  }

  private static @Nullable Term value(LocalProcess process, String item) {
    return switch (item) {
      case "registered_name" -> process.name() == null ? ListTerm.EMPTY : process.name();
      case "current_function" -> currentFunction(process);
      case "current_location" -> currentLocation(process);
      case "current_stacktrace" -> stack(process);
      case "initial_call" -> initialCall(process);
      case "status" -> Atom.of(process.status());
      case "message_queue_len" -> IntegerTerm.of(process.mailboxSize());
      case "messages" -> isSensitive(process) ? ListTerm.EMPTY : terms(process, messages(process));
      case "links" -> ListTerm.of(process.linkedPids());
      case "monitors" ->
          ListTerm.of(process.monitoredObjects().stream().map(o -> Tuple.of(PROCESS, o)).toList());
      case "monitored_by" -> ListTerm.of(process.watchers());
      case "dictionary" -> dictionary(process);
      case "group_leader" -> process.groupLeader();
      case "reductions" -> IntegerTerm.of(process.messagesHandled());
      case "memory" -> IntegerTerm.of(bytes(process));
      case "heap_size", "total_heap_size" -> IntegerTerm.of(bytes(process) / WORD_BYTES);
      case "garbage_collection" -> garbageCollection(process);
      case "stack_size", "catchlevel", "trace" -> ZERO;
      case "last_calls" -> Atom.FALSE;
      case "label" -> dictionaryEntry(process, ProcessSelf.LABEL);
      case "parent" -> Objects.requireNonNullElse(process.parent(), Atom.UNDEFINED);
      case "backtrace" -> isSensitive(process) ? Binary.utf8("") : backtrace(process);
      case "binary", "magic_ref", "suspending", "garbage_collection_info" -> ListTerm.EMPTY;
      case "sequential_trace_token" -> traceToken(process);
      case "save_calls", "sensitive" -> null; // flags, but no items
      default -> ProcessFlags.value(process, item);
    };
  }

  private static Term traceToken(LocalProcess process) {
    TraceToken token = process.traceToken();
    return token == null ? ListTerm.EMPTY : token.toTerm();
  }

  private static long bytes(LocalProcess process) {
    return BYTES_PER_PROCESS
        + (long) BYTES_PER_MESSAGE * process.mailboxSize()
        + (long) BYTES_PER_RELATION * process.relationCount();
  }

  private static Term garbageCollection(LocalProcess process) {
    List<Term> items = new ArrayList<>();
    for (String flag :
        List.of("max_heap_size", "min_bin_vheap_size", "min_heap_size", "fullsweep_after")) {
      items.add(Tuple.of(Atom.of(flag), Objects.requireNonNull(ProcessFlags.value(process, flag))));
    }
    items.add(Tuple.of(Atom.of("minor_gcs"), ZERO));
    return ListTerm.of(items);
  }

  // ---- its code ----

  private static Term stack(LocalProcess process) {
    return ExitReasons.stacktrace(process.stack());
  }

  /// As the text that a BEAM's is: for people.
  private static Binary backtrace(LocalProcess process) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : process.stack()) {
      text.append(frame).append('\n');
    }
    return Binary.utf8(text.toString());
  }

  /// `{M, F, A, Location}`: the innermost call of the process's own code.
  private static Tuple currentLocation(LocalProcess process) {
    for (StackTraceElement frame : process.stack()) {
      if (!isMachinery(frame.getClassName())) {
        StackTraceElement[] innermost = {frame};
        return (Tuple) ((ListTerm) ExitReasons.stacktrace(innermost)).get(0);
      }
    }
    Tuple call = initialCall(process);
    return Tuple.of(call.get(0), call.get(1), call.get(2), ListTerm.EMPTY);
  }

  private static boolean isMachinery(String type) {
    return type.startsWith("java.")
        || type.startsWith("jdk.")
        || type.startsWith("io.jergon.node.process.")
        || type.startsWith("io.jergon.node.scheduling.");
  }

  private static Term currentFunction(LocalProcess process) {
    Tuple location = currentLocation(process);
    return Tuple.of(location.get(0), location.get(1), location.get(2));
  }

  private static Tuple initialCall(LocalProcess process) {
    return Tuple.of(ExitReasons.atom(process.code()), Atom.of("init"), IntegerTerm.of(1));
  }

  // ---- what it keeps ----

  private static boolean isSensitive(LocalProcess process) {
    return Atom.TRUE.equals(ProcessFlags.value(process, "sensitive"));
  }

  /// The messages that wait, in their order. Those that its code has passed over, or that have
  /// priority, can be seen only while it waits, or by itself.
  private static List<Object> messages(LocalProcess process) {
    Mailbox mailbox = process.mailbox();
    Worker worker = Worker.current();
    if (worker != null && worker.running() == process) {
      return mailbox.messages();
    }
    Wake after = mailbox.seize() ? Wake.SUBMIT : mailbox.endWait() ? Wake.RESUME : Wake.NOTHING;
    try {
      return after == Wake.NOTHING ? mailbox.unseenMessages() : mailbox.messages();
    } finally {
      process.wake(after);
    }
  }

  private static Term terms(LocalProcess process, Collection<?> objects) {
    return ListTerm.of(objects.stream().map(object -> term(process, object)).toList());
  }

  private static Term term(LocalProcess process, Object object) {
    return process.node().shown(object);
  }

  private static Map<Object, Object> entries(LocalProcess process) {
    Belongings own = process.belongings();
    return own == null || isSensitive(process) ? Map.of() : own.dictionary();
  }

  private static Term dictionary(LocalProcess process) {
    List<Term> all = new ArrayList<>();
    entries(process)
        .forEach((key, value) -> all.add(Tuple.of(term(process, key), term(process, value))));
    return ListTerm.of(all);
  }

  private static Term dictionaryEntry(LocalProcess process, Term key) {
    return entries(process).entrySet().stream()
        .filter(entry -> term(process, entry.getKey()).equals(key))
        .findAny()
        .map(entry -> term(process, entry.getValue()))
        .orElse(Atom.UNDEFINED);
  }
}
