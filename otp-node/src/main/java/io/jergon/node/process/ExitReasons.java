package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Turns what a process threw into an exit reason.
///
/// ```
/// Exit(Reason)           Reason
/// RpcException           Reason of an exit; {Reason, Stacktrace} of an error; {{nocatch, Reason}, Stacktrace} of a throw
/// any other throwable    {{'java.lang.IllegalStateException', <<"message">>}, Stacktrace}
/// Stacktrace             [{'io.app.Counter', handleCall, 0, [{file, "Counter.java"}, {line, 12}]}, ...]
/// ```
public final class ExitReasons {
  private static final int MAX_FRAMES = 32;
  private static final Atom NOCATCH = Atom.of("nocatch");
  private static final Atom FILE = Atom.of("file");
  private static final Atom LINE = Atom.of("line");

  private ExitReasons() {}

  /// The exit reason for a throwable; also for one that fails when it is asked for its message or
  /// stack trace, for a process has to die of it all the same.
  public static Term of(Throwable thrown) {
    try {
      return reason(thrown);
    } catch (RuntimeException | Error e) {
      Binary text = Binary.utf8("no reason: " + e.getClass().getName());
      return Tuple.of(Tuple.of(atom(thrown.getClass().getName()), text), ListTerm.EMPTY);
    }
  }

  private static Term reason(Throwable thrown) {
    return switch (thrown) {
      case Exit exit -> Objects.requireNonNull(exit.uncaughtReason());
      case RpcException e when e.kind().is("exit") -> e.reason();
      default -> Tuple.of(error(thrown), stacktrace(thrown));
    };
  }

  /// The error that a throwable stands for: `{Class, Message}`, or what an [RpcException] says.
  public static Term error(Throwable thrown) {
    if (thrown instanceof RpcException e) {
      return e.kind().is("throw") ? Tuple.of(NOCATCH, e.reason()) : e.reason();
    }
    return Tuple.of(atom(thrown.getClass().getName()), Binary.utf8(wellFormed(message(thrown))));
  }

  /// The message; that of the failure when the exception fails to make one.
  private static String message(Throwable thrown) {
    try {
      return Objects.requireNonNullElse(thrown.getMessage(), "");
    } catch (RuntimeException | StackOverflowError e) {
      return "no message: " + e.getClass().getName();
    }
  }

  /// Text without surrogates that lack their other half, which UTF-8 cannot say.
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /// Whether a process that dies of it has not crashed: `normal`, `shutdown`, `{shutdown, _}`.
  static boolean isOrderly(Term reason) {
    return switch (reason) {
      case Atom a -> a.is("normal") || a.is("shutdown");
      case Tuple t -> t.arity() == 2 && t.get(0) instanceof Atom a && a.is("shutdown");
      default -> false;
    };
  }

  /// The stack trace in Erlang's shape, innermost call first.
  public static Term stacktrace(Throwable thrown) {
    return stacktrace(thrown.getStackTrace());
  }

  static Term stacktrace(StackTraceElement[] trace) {
    List<Term> frames = new ArrayList<>();
    for (StackTraceElement frame : trace) {
      if (frames.size() == MAX_FRAMES) {
        break;
      }
      List<Term> location = new ArrayList<>(2);
      if (frame.getFileName() != null) {
        location.add(Tuple.of(FILE, ListTerm.chars(frame.getFileName())));
      }
      if (frame.getLineNumber() > 0) {
        location.add(Tuple.of(LINE, IntegerTerm.of(frame.getLineNumber())));
      }
      frames.add(
          Tuple.of(
              atom(frame.getClassName()),
              atom(frame.getMethodName()),
              IntegerTerm.of(0),
              ListTerm.of(location)));
    }
    return ListTerm.of(frames);
  }

  /// The text as an atom, cut if it is too long for one.
  static Atom atom(String text) {
    String name = wellFormed(text);
    return Atom.of(
        name.codePointCount(0, name.length()) <= Atom.MAX_CODE_POINTS
            ? name
            : name.substring(0, name.offsetByCodePoints(0, Atom.MAX_CODE_POINTS)));
  }
}
