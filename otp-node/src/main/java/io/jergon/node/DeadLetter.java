package io.jergon.node;

import io.jergon.etf.Pid;
import java.util.Optional;

/// A message that reached nobody.
///
/// ```java
/// Node.builder("jvm@127.0.0.1")
///     .onDeadLetter(letter -> log.warn("{} to {}: {}", letter.cause(), letter.to(), letter.message()))
///     .start();
/// ```
///
/// As in Erlang the sender is not told. Each is counted, is a JFR event, `io.jergon.DeadLetter`,
/// and is shown to the node's [NodeBuilder#onDeadLetter].
///
/// @param sender who sent it: empty when that is not known here, as for what comes from another
///   node or from a timer
/// @param to whom it was for: a [Pid], a [ProcessName], or a [Ref] that is an alias
/// @param message the message, as the receiver would have got it
/// @param cause why nobody got it
public record DeadLetter(Optional<Pid> sender, Object to, Object message, Cause cause) {

  /// Why nobody got a message.
  public enum Cause {
    /// The process is dead, or never was.
    NO_PROCESS,
    /// No process is registered under that name.
    NO_NAME,
    /// The alias is not active any more: often the reply to a call that timed out.
    NO_ALIAS,
    /// The reply to a call of this node came after the caller had given up.
    LATE_REPLY,
    /// The receiver died before it came to this message.
    RECEIVER_DIED,
    /// The mailbox was full, with the policy [MailboxLimit.Policy#DROP_NEWEST] or `EXIT`.
    MAILBOX_FULL,
    /// There is no connection to the receiver's node, and none could be made.
    NO_CONNECTION,
    /// There is a term in it that the receiver's node, of an older release, cannot have.
    INEXPRESSIBLE
  }
}
