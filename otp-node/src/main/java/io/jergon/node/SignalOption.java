package io.jergon.node;

/// How a signal is sent: the options of `erlang:send/3`, `exit/3` and `link/2`.
///
/// ```java
/// Ref urgent = self.alias(AliasOption.PRIORITY);       // the receiver allows it
/// other.send(urgent, "stop", SignalOption.PRIORITY);   // the sender asks for it
/// ```
///
/// Source: Erlang reference manual, "Processes", "Priority Messages", OTP 28.
public enum SignalOption {

  /// The message that comes of it is put before all ordinary messages that wait in the mailbox, and
  /// behind earlier priority messages. For what is sent through an alias both sides have to want
  /// it: see [AliasOption#PRIORITY].
  PRIORITY
}
