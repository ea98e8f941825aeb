package io.jergon.node.process;

import io.jergon.node.DownMessage;
import io.jergon.node.NodeDownMessage;
import io.jergon.node.NodeEvent;
import io.jergon.node.quota.Weighed;
import io.jergon.node.trace.SequentialTrace;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The messages of a process, in the order they came, and whether anybody is at work on them.
///
/// Who may run the process's code is decided by one field:
///
/// ```
///          arrived: compare-and-set, the winner submits a turn
///   IDLE  ------------------------------------------------------>  BUSY   (a turn is queued or running)
///         <------------------------------------------------------
///          rest: at the end of a turn that left nothing; then one more look at the messages
///
///   BUSY  ------- beginWait: a receive found nothing ------------>  WAITING  (its worker is suspended)
///         <------ endWait: compare-and-set, the winner resumes the worker ---
/// ```
///
/// A sender enqueues first and reads the state then; the process writes `IDLE` or `WAITING` first
/// and looks at the messages then. So one of the two sees the other, and no message is left lying.
///
/// The messages are a linked list, after Dmitry Vyukov's intrusive queue for many producers:
///
/// ```
///   oldest -> [taken] -> [ m1 ] -> [ m2 ] -> [ m3 ] <- newest
///   (owner)                                            (senders: exchange, then link the one before)
/// ```
///
/// A sender that was held up between the two steps leaves a gap, which the owner waits for.
///
/// **Priority.** Messages of priority have a queue of their own, which comes before all else. Only
/// a process that has allowed such has one.
///
/// **Counting.** Senders count what they put in with one atomic addition, the owner what it took
/// out with plain writes. The difference is the length, for any thread and without walking the
/// list.
///
/// What senders do is in [Inlet]. Any thread may call that and what only looks; all else is for the
/// thread that runs the process.
final class Mailbox extends Inlet.Gap {
  private static final VarHandle TAKEN;
  private static final VarHandle PASSED_OVER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAKEN = lookup.findVarHandle(Mailbox.class, "taken", long.class);
      PASSED_OVER = lookup.findVarHandle(Mailbox.class, "passedOver", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What somebody has to do for the process.
  enum Wake {
    /// It is at work already.
    NOTHING,
    /// Submit a turn.
    SUBMIT,
    /// Resume the worker that waits in a receive.
    RESUME
  }

  private final int highWater;
  private final @Nullable Room room;

  // written by the owner alone
  private Cell oldest = newest;
  private volatile long taken;
  private volatile int passedOver;

  /// Null until a message comes with a trace token.
  private @Nullable SequentialTrace trace;

  /// Older than all that `oldest` leads to: what a selective receive passed over.
  private @Nullable Deque<Object> skipped;

  /// Priority messages that no receive has seen; null until the process allows such.
  private volatile @Nullable Queue<Object> priority;

  /// Priority messages that a selective receive passed over: the first of all.
  private @Nullable Deque<Object> prioritySkipped;

  /// @param highWater the length from which on it is to be reported
  /// @param room where senders wait who have to; null when they never do
  Mailbox(int highWater, @Nullable Room room) {
    super(highWater);
    this.highWater = highWater;
    this.room = room;
  }

  Mailbox() {
    this(Integer.MAX_VALUE, null);
  }

  // ---- any thread ----

  /// Puts a message in before all that are none of priority; [#arrived] has to follow.
  ///
  /// @return as [#offer]
  int offerPriority(Object message) {
    Queue<Object> first = priority;
    if (first == null) {
      return offer(message);
    }
    first.add(message);
    return counted();
  }

  /// How many wait, those included that a receive has passed over. A snapshot.
  int size() {
    return clamp(unseen() + (int) PASSED_OVER.getOpaque(this));
  }

  /// How many arrived that no receive has seen yet. A snapshot.
  long unseen() {
    long out = taken(); // first: the other way round it could be less than 0
    return sent - out;
  }

  /// How many the process has taken for good, ever.
  long handled() {
    return Math.max(0, taken() - (int) PASSED_OVER.getOpaque(this));
  }

  private static int clamp(long length) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, length));
  }

  /// Whether a process rests, and has nothing to do; or waits in a receive.
  boolean isWaiting() {
    return state != BUSY;
  }

  // ---- the thread that runs the process ----

  /// Ends a turn that found nothing more to do; false when something came after all, and another
  /// turn has to be submitted.
  boolean rest() {
    calmAlarm();
    state = IDLE;
    return isEmpty() || !seize();
  }

  /// Begins to wait; false when something came after all. If true, somebody who calls [#endWait],
  /// or [#arrived], will have to resume the worker.
  boolean beginWait() {
    if (passedOver == 0) {
      calmAlarm();
    }
    state = WAITING;
    return isEmpty() || !endWait();
  }

  private void calmAlarm() {
    if (alarm != highWater) {
      alarm = highWater;
    }
  }

  /// Whether nothing arrived that a receive has not seen yet.
  boolean hasNothingNew() {
    return isEmpty();
  }

  private boolean isEmpty() {
    Queue<Object> first = priority;
    return oldest == newest && (first == null || first.isEmpty());
  }

  /// From now on messages may come that overtake others.
  void allowPriority() {
    if (priority == null) {
      priority = new ConcurrentLinkedQueue<>();
    }
  }

  boolean allowsPriority() {
    return priority != null;
  }

  /// What the process gets: a message that has weight gives it back now, and a trace token becomes
  /// the process's.
  private @Nullable Object handled(@Nullable Object item) {
    return item == null ? null : received(Weighed.handled(item));
  }

  /// The process receives a message, from here or by another way: its trace token, or that it has
  /// none, is the process's from now on. What nobody sent leaves it alone, as in `erl_message.c`,
  /// `erts_queue_message`.
  ///
  /// @return the message alone
  Object received(Object message) {
    if (message instanceof Traced(Object content, TraceToken token)) {
      if (token != null) {
        traceFromNow().received(token);
      }
      return content;
    }
    if (trace != null && !isOfNobody(message)) {
      trace.receivedNone();
    }
    return message;
  }

  private static boolean isOfNobody(Object message) {
    return message instanceof DownMessage
        || message instanceof NodeDownMessage
        || message instanceof NodeEvent;
  }

  /// What the process keeps of a sequential trace; null for nothing. For others it is a snapshot.
  @Nullable SequentialTrace trace() {
    return trace;
  }

  /// As [#trace], made if there is none.
  SequentialTrace traceFromNow() {
    SequentialTrace present = trace;
    if (present == null) {
      present = new SequentialTrace();
      trace = present;
    }
    return present;
  }

  /// Before the process runs.
  void inherit(SequentialTrace inherited) {
    trace = inherited;
  }

  private static Object content(Object item) {
    return Traced.content(Weighed.content(item));
  }

  private @Nullable Object pollPriority() {
    Queue<Object> first = priority;
    Object message = first == null ? null : first.poll();
    if (message != null) {
      countTaken();
    }
    return message;
  }

  @Override
  long taken() {
    return (long) TAKEN.getOpaque(this);
  }

  private void countTaken() {
    TAKEN.setOpaque(this, taken + 1);
    if (room != null) {
      room.taken(this);
    }
  }

  private @Nullable Object poll() {
    Cell before = oldest;
    Cell cell = before.next;
    if (cell == null) {
      if (before == newest) {
        return null;
      }
      cell = awaitLink(before);
    }
    Object message = cell.message;
    cell.message = null;
    oldest = cell;
    countTaken();
    return message;
  }

  /// A sender is between its two steps.
  private static Cell awaitLink(Cell before) {
    Cell cell = before.next;
    while (cell == null) {
      Thread.onSpinWait();
      cell = before.next;
    }
    return cell;
  }

  /// Takes the first message; null when there is none.
  @Nullable Object next() {
    Object message = prioritySkipped == null ? null : prioritySkipped.poll();
    if (message == null) {
      message = pollPriority();
    } else {
      countSkipped();
    }
    if (message == null && skipped != null) {
      message = skipped.poll();
      if (message == null) {
        skipped = null;
      } else {
        countSkipped();
      }
    }
    return handled(message != null ? message : poll());
  }

  /// Takes the first match of the priority messages and of those that an earlier receive passed
  /// over; null when there is none.
  @Nullable Object takeSkipped(Predicate<Object> matches) {
    Object message = takeSkipped(prioritySkipped, matches);
    if (message == null && priority != null) {
      message = takePriority(matches);
    }
    return handled(message != null ? message : takeSkipped(skipped, matches));
  }

  private @Nullable Object takeSkipped(@Nullable Deque<Object> from, Predicate<Object> matches) {
    if (from != null) {
      for (Iterator<Object> i = from.iterator(); i.hasNext(); ) {
        Object message = i.next();
        if (matches.test(content(message))) {
          i.remove();
          countSkipped();
          return message;
        }
      }
    }
    return null;
  }

  private @Nullable Object takePriority(Predicate<Object> matches) {
    for (Object message = pollPriority(); message != null; message = pollPriority()) {
      if (matchesElseSkip(matches, message, true)) {
        return message;
      }
    }
    return null;
  }

  /// Takes the first match of those that no receive has seen yet; null when there is none.
  ///
  /// @param each runs after each message that does not match
  @Nullable Object take(Predicate<Object> matches, Runnable each) {
    Object first = priority == null ? null : takePriority(matches);
    if (first != null) {
      return handled(first);
    }
    for (Object message = poll(); message != null; message = poll()) {
      if (matchesElseSkip(matches, message, false)) {
        return handled(message);
      }
      each.run();
    }
    return null;
  }

  /// Keeps the message when it does not match, also when the predicate throws.
  private boolean matchesElseSkip(Predicate<Object> matches, Object message, boolean first) {
    boolean match = false;
    try {
      match = matches.test(content(message));
    } finally {
      if (!match) {
        skip(message, first);
      }
    }
    return match;
  }

  private void skip(Object message, boolean first) {
    if (first) {
      if (prioritySkipped == null) {
        prioritySkipped = new ArrayDeque<>();
      }
      prioritySkipped.add(message);
    } else {
      if (skipped == null) {
        skipped = new ArrayDeque<>();
      }
      skipped.add(message);
    }
    countSkipped();
  }

  private void countSkipped() {
    PASSED_OVER.setOpaque(this, size(skipped) + size(prioritySkipped));
  }

  private static int size(@Nullable Deque<Object> messages) {
    return messages == null ? 0 : messages.size();
  }

  // ---- looking at it ----

  /// All messages, in their order. For who may run the process's code.
  List<Object> messages() {
    List<Object> all = new ArrayList<>();
    if (prioritySkipped != null) {
      all.addAll(prioritySkipped);
    }
    Queue<Object> first = priority;
    if (first != null) {
      all.addAll(first);
    }
    if (skipped != null) {
      all.addAll(skipped);
    }
    all.addAll(unseenMessages());
    all.replaceAll(Mailbox::content);
    return all;
  }

  /// The messages, but those of priority, that no receive has seen yet. While the process runs it
  /// may take some of them in the meantime.
  List<Object> unseenMessages() {
    List<Object> all = new ArrayList<>();
    for (Cell cell = oldest.next; cell != null; cell = cell.next) {
      Object message = cell.message;
      if (message != null) {
        all.add(content(message));
      }
    }
    return all;
  }
}
