package io.jergon.node;

/// How an alias behaves: the options of `erlang:alias/1`.
///
/// ```java
/// Ref once = self.alias(AliasOption.REPLY);
/// ```
public enum AliasOption {

  /// The first message that comes through the alias ends it. Without this only [Self#unalias] or
  /// the process's end does: OTP's `explicit_unalias`.
  REPLY,

  /// What is sent through the alias with [SignalOption#PRIORITY] overtakes the ordinary messages in
  /// the mailbox. What is sent without it does not.
  PRIORITY
}
