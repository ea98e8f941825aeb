package io.jergon.node;

import io.jergon.etf.Pid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a process is to be started.
///
/// ```java
/// self.spawn(SpawnOptions.DEFAULT.withName("worker").withLink(), body);
/// ```
public final class SpawnOptions {
  /// No name, no link, the group leader of the process that spawns.
  public static final SpawnOptions DEFAULT = new SpawnOptions(null, false, null);

  private final @Nullable String name;
  private final boolean link;
  private final @Nullable Pid groupLeader;

  private SpawnOptions(@Nullable String name, boolean link, @Nullable Pid groupLeader) {
    this.name = name;
    this.link = link;
    this.groupLeader = groupLeader;
  }

  /// Registers the process under a name before it runs; spawning fails with [Exit] `badarg` when
  /// the name is taken.
  public SpawnOptions withName(String newName) {
    return new SpawnOptions(newName, link, groupLeader);
  }

  /// Links the process to the one that spawns it, before it runs. Only for [Self#spawn].
  public SpawnOptions withLink() {
    return new SpawnOptions(name, true, groupLeader);
  }

  /// Gives the process a group leader: who does its input and output.
  public SpawnOptions withGroupLeader(Pid leader) {
    return new SpawnOptions(name, link, leader);
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
}
