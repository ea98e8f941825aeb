package io.jergon.node;

/// How many messages a process's mailbox takes, and what happens to one more.
///
/// ```java
/// Pid writer = node.spawn(
///     SpawnOptions.DEFAULT.withMailboxLimit(MailboxLimit.block(1_000)), () -> new Writer(file));
/// ```
///
/// Without a limit a mailbox grows until the heap is full, as in Erlang. Only messages are limited:
/// exit signals, and the messages that links and monitors make, always get in.
///
/// The limit is looked at before a message is put in, so several senders at once may exceed it by
/// one message each.
///
/// | policy | a sender on this node | a sender on another node, or a timer |
/// |---|---|---|
/// | [Policy#BLOCK] | waits for room | its message gets in; little is read from its node |
/// | [Policy#DROP_NEWEST] | its message is a [DeadLetter] | its message is a [DeadLetter] |
/// | [Policy#EXIT] | the receiver exits with `{mailbox_overflow, Messages}` | the same |
///
/// @param messages how many, at least 1
/// @param policy what happens to one more
public record MailboxLimit(int messages, Policy policy) {

  /// What happens to a message for a full mailbox.
  public enum Policy {
    /// The sender, process or plain thread, waits until the receiver has handled half of its
    /// messages, or is dead.
    ///
    /// Three do not wait, and their messages get in beyond the limit: a process that sends to
    /// itself; a caller of a server, who waits for the reply, and no longer than its timeout; and
    /// senders on other nodes, whose connection carries the messages of all processes there, among
    /// them perhaps the one that the receiver waits for: from that node little is read until there
    /// is room, so that it is slowed down.
    ///
    /// Processes that send to each other through such mailboxes can wait for each other for ever.
    /// Use it where messages flow one way.
    ///
    /// Messages that a selective receive has passed over do not count.
    BLOCK,

    /// The new message is dropped, and reported as a [DeadLetter]. The caller of a server is not
    /// told that its request was dropped: its call ends with its timeout.
    DROP_NEWEST,

    /// The receiver exits at once, whatever it traps, with reason `{mailbox_overflow, Messages}`.
    EXIT
  }

  /// Checks the number.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public MailboxLimit {
    if (messages < 1) {
      throw new IllegalArgumentException("messages: " + messages + " (expected: >= 1)");
    }
  }

  /// Senders wait for room.
  public static MailboxLimit block(int messages) {
    return new MailboxLimit(messages, Policy.BLOCK);
  }

  /// What comes when it is full is dropped.
  public static MailboxLimit dropNewest(int messages) {
    return new MailboxLimit(messages, Policy.DROP_NEWEST);
  }

  /// A process that lags behind that far exits.
  public static MailboxLimit exit(int messages) {
    return new MailboxLimit(messages, Policy.EXIT);
  }
}
