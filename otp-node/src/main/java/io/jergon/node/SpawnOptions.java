package io.jergon.node;

import io.jergon.etf.Pid;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// How a process is to be started.
///
/// ```java
/// self.spawn(SpawnOptions.DEFAULT.withName("worker").withLink(), body);
/// ```
public final class SpawnOptions {
  /// No name, no link, the group leader of the process that spawns, a mailbox without limit.
  public static final SpawnOptions DEFAULT = new SpawnOptions(null, false, null, null, 0);

  private final @Nullable String name;
  private final boolean link;
  private final @Nullable Pid groupLeader;
  private final @Nullable MailboxLimit mailboxLimit;
  private final int mailboxHighWater; // 0: the node's

  private SpawnOptions(
      @Nullable String name,
      boolean link,
      @Nullable Pid groupLeader,
      @Nullable MailboxLimit mailboxLimit,
      int mailboxHighWater) {
    this.name = name;
    this.link = link;
    this.groupLeader = groupLeader;
    this.mailboxLimit = mailboxLimit;
    this.mailboxHighWater = mailboxHighWater;
  }

  /// Registers the process under a name before it runs; spawning fails with [Exit] `badarg` when
  /// the name is taken.
  public SpawnOptions withName(String newName) {
    return new SpawnOptions(newName, link, groupLeader, mailboxLimit, mailboxHighWater);
  }

  /// Links the process to the one that spawns it, before it runs. Only for [Self#spawn].
  public SpawnOptions withLink() {
    return new SpawnOptions(name, true, groupLeader, mailboxLimit, mailboxHighWater);
  }

  /// Gives the process a group leader: who does its input and output.
  public SpawnOptions withGroupLeader(Pid leader) {
    return new SpawnOptions(name, link, leader, mailboxLimit, mailboxHighWater);
  }

  /// Limits how many messages may wait for the process.
  ///
  /// ```java
  /// SpawnOptions.DEFAULT.withMailboxLimit(MailboxLimit.block(1_000))
  /// ```
  public SpawnOptions withMailboxLimit(MailboxLimit limit) {
    return new SpawnOptions(name, link, groupLeader, limit, mailboxHighWater);
  }

  /// Reports the process when so many messages wait for it, instead of the node's
  /// [NodeBuilder#mailboxHighWater].
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public SpawnOptions withMailboxHighWater(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("messages: " + messages + " (expected: >= 1)");
    }
    return new SpawnOptions(name, link, groupLeader, mailboxLimit, messages);
  }

  /// The name, if one was given.
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /// Whether to link.
  public boolean link() {
    return link;
  }

  /// The group leader, if one was given.
  public Optional<Pid> groupLeader() {
    return Optional.ofNullable(groupLeader);
  }

  /// The mailbox's limit, if there is one.
  public Optional<MailboxLimit> mailboxLimit() {
    return Optional.ofNullable(mailboxLimit);
  }

  /// The mailbox's high-water mark, if it is not the node's.
  public OptionalInt mailboxHighWater() {
    return mailboxHighWater == 0 ? OptionalInt.empty() : OptionalInt.of(mailboxHighWater);
  }
}
