package io.jergon.epmd;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An EPMD request that failed; [#reason()] says what a caller can do about it.
///
/// ```java
/// client.lookup("orders", "db1").exceptionally(e -> switch (((EpmdException) e).reason()) { ... });
/// ```
///
/// The message names the address that was asked and what was expected of it. A
/// [java.util.concurrent.CompletableFuture] of this package fails with this exception itself; what
/// `join()` and dependent stages throw wraps it as usual.
///
/// @since 0.1
public final class EpmdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  EpmdException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason);
  }

  EpmdException(Reason reason, String message) {
    this(reason, message, null);
  }

  /// Returns what kind of failure this is.
  public Reason reason() {
    return reason;
  }

  /// The kinds of failure.
  public enum Reason {
    /// Nobody answers at that address, or the host name is unknown. Trying later may help.
    UNREACHABLE,
    /// No complete answer came in time.
    TIMEOUT,
    /// The server refused the registration: the name belongs to a node that is alive.
    NAME_TAKEN,
    /// What answered does not speak EPMD, or closed the connection without an answer.
    BAD_REPLY,
    /// A server could not start: its address cannot be bound; most often another server has it.
    ADDRESS_IN_USE,
    /// The operation was overtaken by a `close()`, or by the end of its event loop.
    CLOSED
  }
}
