package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// A script of signals: which process does what, one operation after the other.
///
/// ```
/// [{Process, Operation}]             process 0 is there from the beginning
/// {p, N} {r, N}                      the N-th process, reference; {new, N} where it is made
/// n0 n1 n2                           the registered names
/// ```
///
/// What comes of it, with pids and references as they are named in the script:
///
/// ```
/// {Log, Seen, Names}
/// Log     [skip | {Value, [{N, Reason}]}]     skip: the process is dead, or a name unbound; who died
/// Seen    [{N, Messages}]                     what was left in the mailbox; {mark, Step} between steps
/// Names   [{Name, Pid | undefined}]
/// ```
///
/// @param steps the script
record SignalScript(List<Term> steps) {
  private static final int MAX_STEPS = 24;
  private static final List<String> REASONS =
      List.of("normal", "kill", "killed", "shutdown", "noproc", "boom", "{why,[1]}");
  private static final List<String> ALIAS_MODES =
      List.of("explicit_unalias", "demonitor", "reply_demonitor");

  Term term() {
    return ListTerm.of(steps);
  }

  static SignalScript parse(String text) {
    return new SignalScript(List.copyOf(((ListTerm) Term.parse(text)).elements()));
  }

  @Override
  public String toString() {
    var text = new StringBuilder("[");
    for (Term step : steps) {
      text.append(text.length() == 1 ? "" : ",\n ").append(step);
    }
    return text.append(']').toString();
  }

  // ---- making them ----

  /// The next random script.
  static SignalScript random(Random random) {
    return new Generator(random).script();
  }

  private static final class Generator {
    private final Random random;
    private int pids = 1;
    private int refs;
    private int messages;

    Generator(Random random) {
      this.random = random;
    }

    SignalScript script() {
      List<Term> steps = new ArrayList<>();
      int most = 2 + random.nextInt(5);
      for (int first = 1 + random.nextInt(2); first > 0; first--) {
        steps.add(step(0, spawn()));
      }
      for (int left = 3 + random.nextInt(MAX_STEPS - 5); left > 0; left--) {
        String operation = operation();
        if (operation.startsWith("{spawn") && pids > most) {
          operation = "{flush}";
        }
        steps.add(step(random.nextInt(pids), operation));
      }
      return new SignalScript(steps);
    }

    private Term step(int process, String operation) {
      return Term.parse("{%d,%s}".formatted(process, operation));
    }

    private String operation() {
      return switch (random.nextInt(44)) {
        case 0 -> spawn();
        case 1 ->
            "{spawn_dead,{new,%d},%s,{new,%d},%s}"
                .formatted(pids++, spawnOptions(), refs++, oneOf(REASONS));
        case 2, 3, 4 -> "{link,%s}".formatted(pid());
        case 5, 6 -> "{unlink,%s}".formatted(pid());
        case 7, 8, 9 -> "{monitor,%s,{new,%d},%s}".formatted(pid(), refs++, monitorOptions());
        case 10, 11 -> "{monitor_name,%s,{new,%d},%s}".formatted(name(), refs++, monitorOptions());
        case 12, 13 -> "{demonitor,%s,%b}".formatted(ref(), random.nextBoolean());
        case 14 -> "{exit,%s}".formatted(oneOf(REASONS));
        case 15, 16, 17 -> "{exit_to,%s,%s}".formatted(pid(), oneOf(REASONS));
        case 18, 19, 20 -> "{trap,%b}".formatted(random.nextInt(3) > 0);
        case 21, 22 -> "{register,%s,%s}".formatted(name(), pid());
        case 23 -> "{unregister,%s}".formatted(name());
        case 24 -> "{whereis,%s}".formatted(name());
        case 25 ->
            "{alias,{new,%d},[%s]}"
                .formatted(refs++, oneOf(List.of("", "reply", "explicit_unalias")));
        case 26 -> "{unalias,%s}".formatted(ref());
        case 27, 28 -> "{send,%s,{m,%d}}".formatted(pid(), messages++);
        case 29 -> "{send_name,%s,{m,%d}}".formatted(name(), messages++);
        case 30, 31, 32 -> "{send_alias,%s,{m,%d}}".formatted(ref(), messages++);
        case 33 -> "{raise,%s,boom}".formatted(random.nextBoolean() ? "error" : "throw");
        case 34 -> "{return}";
        case 35 ->
            oneOf(
                List.of(
                    "{flush}",
                    "{take_down,%s}".formatted(ref()),
                    "{take_exit,%s}".formatted(pid())));
        case 36 ->
            random.nextInt(3) == 0
                ? "{timeout,{new,%d}}".formatted(refs++)
                : "{start_timer,{new,%d},%s}".formatted(refs++, pid());
        case 37 ->
            random.nextBoolean()
                ? "{cancel_timer,%s}".formatted(ref())
                : "{read_timer,%s}".formatted(ref());
        case 38 -> "{group_leader}";
        case 39, 40 -> "{info,%s}".formatted(pid());
        case 41 -> "{start_timer_name,{new,%d},%s}".formatted(refs++, name());
        case 42 -> spawnRequest();
        default -> "{group_leader,%s,%s}".formatted(pid(), pid());
      };
    }

    private String spawn() {
      return "{spawn,{new,%d},%s,{new,%d}}".formatted(pids++, spawnOptions(), refs++);
    }

    private String spawnRequest() {
      String options =
          random.nextBoolean()
              ? spawnOptions()
              : "[{monitor,[{alias,%s}]}]".formatted(oneOf(ALIAS_MODES));
      return "{spawn_request,{new,%d},%s,{new,%d}}".formatted(pids++, options, refs++);
    }

    private String spawnOptions() {
      return oneOf(List.of("[]", "[link]", "[monitor]", "[link,monitor]"));
    }

    private String monitorOptions() {
      return switch (random.nextInt(4)) {
        case 0, 1 -> "[]";
        case 2 -> "[{alias,%s}]".formatted(oneOf(ALIAS_MODES));
        default -> "[{alias,%s},{tag,gone}]".formatted(oneOf(ALIAS_MODES));
      };
    }

    private String pid() {
      return "{p,%d}".formatted(random.nextInt(pids));
    }

    /// Most of the time a recent one.
    private String ref() {
      int newest = Math.max(1, refs);
      return "{r,%d}"
          .formatted(
              random.nextInt(3) == 0
                  ? random.nextInt(newest)
                  : Math.max(0, newest - 1 - random.nextInt(3)));
    }

    private String name() {
      return "n" + random.nextInt(3);
    }

    private String oneOf(List<String> choice) {
      return choice.get(random.nextInt(choice.size()));
    }
  }

  // ---- comparing what came of them ----

  /// The outcome without what Erlang leaves open: the order of messages that one step caused, and
  /// stack traces.
  static Term canonical(Term outcome) {
    return switch (outcome) {
      case Tuple t when isFailure(t) -> Tuple.of(canonical(t.get(0)), Atom.of("stack"));
      case Tuple t ->
          Tuple.of(t.elements().stream().map(SignalScript::canonical).toArray(Term[]::new));
      case ListTerm list when list.isProper() -> ListTerm.of(sortedSegments(list));
      default -> outcome;
    };
  }

  private static List<Term> sortedSegments(ListTerm list) {
    List<Term> sorted = new ArrayList<>();
    List<Term> segment = new ArrayList<>();
    boolean marked = list.elements().stream().anyMatch(SignalScript::isMark);
    for (Term element : list) {
      if (isMark(element)) {
        segment.sort(null);
        sorted.addAll(segment);
        segment.clear();
        sorted.add(element);
      } else {
        segment.add(canonical(element));
      }
    }
    if (marked) {
      segment.sort(null);
    }
    sorted.addAll(segment);
    return sorted;
  }

  private static boolean isMark(Term term) {
    return term instanceof Tuple t
        && t.arity() == 2
        && t.get(0) instanceof Atom a
        && a.is("mark")
        && t.get(1) instanceof IntegerTerm;
  }

  /// `{Reason, Stacktrace}`.
  private static boolean isFailure(Tuple t) {
    return t.arity() == 2
        && t.get(1) instanceof ListTerm list
        && !list.equals(ListTerm.EMPTY)
        && list.elements().stream()
            .allMatch(frame ->
                frame instanceof Tuple f
                    && f.arity() == 4
                    && f.get(3) instanceof ListTerm
                    && f.get(0) instanceof Atom);
  }

  // ---- making them smaller ----

  /// The shortest script found by leaving steps out that still fails.
  SignalScript shrink(Predicate<SignalScript> fails) {
    SignalScript smallest = this;
    for (int chunk = Math.max(1, steps.size() / 2); chunk > 0; chunk /= 2) {
      for (int at = smallest.steps.size() - chunk; at >= 0; at -= chunk) {
        if (at + chunk <= smallest.steps.size()) {
          List<Term> fewer = new ArrayList<>(smallest.steps);
          fewer.subList(at, at + chunk).clear();
          SignalScript candidate = new SignalScript(fewer);
          if (fails.test(candidate)) {
            smallest = candidate;
          }
        }
      }
    }
    return smallest;
  }
}
