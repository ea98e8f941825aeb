package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a process looked like a moment ago: `process_info/1,2`, by OTP's names and in OTP's shapes.
///
/// ```java
/// node.processInfo(pid).ifPresent(info ->
///     log.info("{} messages, links {}", info.messageQueueLength(), info.item("links")));
/// ```
///
/// The process is not disturbed, and may have changed between two items. `memory`, `heap_size` and
/// `total_heap_size` are estimates of what its links, monitors and messages take (bytes; words of
/// eight bytes); what its code refers to is not in it. `reductions` is the number of messages that
/// it has handled.
///
/// Source: `erlang:process_info/1,2`, OTP 25 to 29.
public final class ProcessInfo {

  /// The items of [Node#processInfo(Pid)].
  public static final List<String> DEFAULT_ITEMS =
      List.of(
          "registered_name",
          "current_function",
          "initial_call",
          "status",
          "message_queue_len",
          "links",
          "dictionary",
          "trap_exit",
          "error_handler",
          "priority",
          "group_leader",
          "total_heap_size",
          "heap_size",
          "stack_size",
          "reductions",
          "garbage_collection",
          "suspending");

  private final Map<Term, Term> items;

  ProcessInfo(Map<Term, Term> items) {
    this.items = new LinkedHashMap<>(items);
  }

  /// The value of an item.
  ///
  /// @throws IllegalArgumentException if it was not asked for
  public Term item(String name) {
    return item(Atom.of(name));
  }

  /// The value of an item, which may be a `{dictionary, Key}`.
  ///
  /// @throws IllegalArgumentException if it was not asked for
  public Term item(Term item) {
    Term value = items.get(item);
    if (value == null) {
      throw new IllegalArgumentException(
          "item: " + item + " (expected: one of " + items.keySet() + ")");
    }
    return value;
  }

  /// `registered_name`, if it has one.
  public Optional<String> registeredName() {
    return item("registered_name") instanceof Atom name
        ? Optional.of(name.name())
        : Optional.empty();
  }

  /// `status`: `running`, `runnable`, or `waiting` for a message or a reply.
  public String status() {
    return ((Atom) item("status")).name();
  }

  /// `message_queue_len`: how many messages wait.
  public int messageQueueLength() {
    return (int) ((IntegerTerm) item("message_queue_len")).longValue();
  }

  /// `links`.
  public List<Pid> links() {
    return ((ListTerm) item("links")).elements().stream().map(Pid.class::cast).toList();
  }

  /// `trap_exit`.
  public boolean trapExit() {
    return item("trap_exit").equals(Atom.TRUE);
  }

  /// `[{Item, Value}]`, in the order asked for.
  public Term toTerm() {
    return ListTerm.of(
        items.entrySet().stream()
            .<Term>map(item -> Tuple.of(item.getKey(), item.getValue()))
            .toList());
  }

  @Override
  public String toString() {
    return toTerm().toString();
  }
}
