package io.jergon.node;

import io.jergon.etf.Term;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What to spawn and how: the arguments and options of `erlang:spawn_request/5`.
///
/// ```java
/// SpawnRequest.of("erl@host", "work", "run", List.of(Atom.of("now"))).withLink().withMonitor()
/// ```
///
/// On a BEAM node `module:function` is any exported function; on a Jergon node one of its
/// [Node#functions].
///
/// Source: `erlang:spawn_request/5`, OTP 23.
public final class SpawnRequest {

  /// When a [SpawnReply] is to come.
  public enum Reply {
    /// Always.
    YES,
    /// Never.
    NO,
    /// When there is no process.
    ERROR_ONLY,
    /// When there is a process.
    SUCCESS_ONLY
  }

  private final String node;
  private final String module;
  private final String function;
  private final List<Term> arguments;
  private final boolean link;
  private final @Nullable MonitorOptions monitor;
  private final Reply reply;
  private final @Nullable Term replyTag;

  private SpawnRequest(
      String node,
      String module,
      String function,
      List<Term> arguments,
      boolean link,
      @Nullable MonitorOptions monitor,
      Reply reply,
      @Nullable Term replyTag) {
    this.node = node;
    this.module = module;
    this.function = function;
    this.arguments = arguments;
    this.link = link;
    this.monitor = monitor;
    this.reply = reply;
    this.replyTag = replyTag;
  }

  /// A request for a process that runs `module:function`, without a link or a monitor.
  public static SpawnRequest of(
      String node, String module, String function, List<? extends Term> arguments) {
    return new SpawnRequest(
        node, module, function, List.copyOf(arguments), false, null, Reply.YES, null);
  }

  /// Links the process to the one that asks.
  public SpawnRequest withLink() {
    return new SpawnRequest(node, module, function, arguments, true, monitor, reply, replyTag);
  }

  /// Has the one that asks monitor the process.
  public SpawnRequest withMonitor() {
    return withMonitor(MonitorOptions.DEFAULT);
  }

  /// Has the one that asks monitor the process, with an alias, a tag or priority. The alias is the
  /// request's reference, and is there from the request on; if there comes no process it ends.
  public SpawnRequest withMonitor(MonitorOptions options) {
    return new SpawnRequest(node, module, function, arguments, link, options, reply, replyTag);
  }

  /// Says when a reply is to come: `{reply, ...}`.
  public SpawnRequest withReply(Reply when) {
    return new SpawnRequest(node, module, function, arguments, link, monitor, when, replyTag);
  }

  /// Has the reply be the tuple `{Tag, ReqId, ok | error, Result}` instead of a [SpawnReply].
  public SpawnRequest withReplyTag(Term tag) {
    return new SpawnRequest(node, module, function, arguments, link, monitor, reply, tag);
  }

  /// The node.
  public String node() {
    return node;
  }

  /// The module.
  public String module() {
    return module;
  }

  /// The function.
  public String function() {
    return function;
  }

  /// Its arguments.
  public List<Term> arguments() {
    return arguments;
  }

  /// Whether to link.
  public boolean link() {
    return link;
  }

  /// How to monitor, if at all.
  public Optional<MonitorOptions> monitor() {
    return Optional.ofNullable(monitor);
  }

  /// When a reply is to come.
  public Reply reply() {
    return reply;
  }

  /// What the reply begins with instead of `spawn_reply`, if anything.
  public Optional<Term> replyTag() {
    return Optional.ofNullable(replyTag);
  }
}
