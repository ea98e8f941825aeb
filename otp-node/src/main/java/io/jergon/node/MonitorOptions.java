package io.jergon.node;

import io.jergon.etf.Term;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a monitor is to be made: the options of `erlang:monitor/3`.
///
/// ```java
/// Ref request = self.monitor(server, MonitorOptions.DEFAULT.withAlias(Alias.REPLY_DEMONITOR));
/// self.send(server, new Question(request)); // the answer goes to the alias `request`
/// ```
///
/// Source: `erlang:monitor/3`, OTP 24; `priority`, OTP 28.
public final class MonitorOptions {

  /// A monitor without an alias, whose message is a [DownMessage].
  public static final MonitorOptions DEFAULT = new MonitorOptions(null, null, false);

  /// What ends the alias that a monitor's reference is. Each ends with [Self#unalias] and with the
  /// process too.
  public enum Alias {
    /// Nothing else: it outlives the monitor.
    EXPLICIT_UNALIAS,
    /// The end of the monitor: its message, or [Self#demonitor].
    DEMONITOR,
    /// The end of the monitor, or the first message through the alias, which ends the monitor too.
    REPLY_DEMONITOR
  }

  private final @Nullable Alias alias;
  private final @Nullable Term tag;
  private final boolean priority;

  private MonitorOptions(@Nullable Alias alias, @Nullable Term tag, boolean priority) {
    this.alias = alias;
    this.tag = tag;
    this.priority = priority;
  }

  /// Makes the monitor's reference an alias of the process as well.
  public MonitorOptions withAlias(Alias mode) {
    return new MonitorOptions(mode, tag, priority);
  }

  /// Leaves the monitor's reference a reference.
  public MonitorOptions withoutAlias() {
    return new MonitorOptions(null, tag, priority);
  }

  /// Has the message be the tuple `{Tag, Ref, process, Object, Reason}` instead of a [DownMessage].
  public MonitorOptions withTag(Term newTag) {
    return new MonitorOptions(alias, newTag, priority);
  }

  /// Has the message overtake the ordinary messages that wait in the mailbox: `priority` of OTP 28.
  /// The alias, if there is one, is an ordinary one all the same.
  public MonitorOptions withPriority() {
    return new MonitorOptions(alias, tag, true);
  }

  /// What ends the alias, if there is to be one.
  public Optional<Alias> alias() {
    return Optional.ofNullable(alias);
  }

  /// What the message begins with instead of `'DOWN'`, if anything.
  public Optional<Term> tag() {
    return Optional.ofNullable(tag);
  }

  /// Whether the message overtakes ordinary ones.
  public boolean priority() {
    return priority;
  }
}
