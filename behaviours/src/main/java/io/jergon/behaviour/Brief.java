package io.jergon.behaviour;

import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;

/// A message or a reason as a log line can bear it: a peer may send megabytes.
final class Brief {
  private static final int MAX_LENGTH = 500;

  private Brief() {}

  static String of(Object message) {
    return switch (message) {
      case Term term -> term.abbreviated(MAX_LENGTH);
      case DownMessage down -> down.toTerm().abbreviated(MAX_LENGTH);
      case ExitMessage exit -> exit.toTerm().abbreviated(MAX_LENGTH);
      case Object other -> other.getClass().getName();
    };
  }
}
