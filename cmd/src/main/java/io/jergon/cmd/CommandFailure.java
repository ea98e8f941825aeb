package io.jergon.cmd;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Ends a command with exit code 1; the message is the one line that the user reads.
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String line) {
    this(line, null);
  }

  CommandFailure(String line, @Nullable Throwable cause) {
    super(line, cause);
  }

  /// A failure whose message says all.
  CommandFailure(Exception cause) {
    this(Objects.requireNonNullElseGet(cause.getMessage(), cause::toString), cause);
  }
}
