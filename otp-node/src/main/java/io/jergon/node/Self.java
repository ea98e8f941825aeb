package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What a process can do: its own side of everything that `self()` means in Erlang.
///
/// A `Self` belongs to its process and is used by the thread that runs it, never by another
/// (`IllegalStateException`). To act on a process from outside use its [Pid] with [Node].
///
/// A message is any immutable object but null. Within the node it is passed by reference; on its
/// way to another node it becomes a term (a [Term] as it is, a record by
/// [io.jergon.etf.mapping.TermMapper]). What comes from another node is a [Term].
public interface Self {

  /// The process's own pid.
  Pid pid();

  /// The node it lives on.
  Node node();

  /// The name it is registered under, if any.
  Optional<String> registeredName();

  /// Sends a message; it is dropped if the receiver does not exist. May wait while the connection
  /// to the receiver's node is busy.
  ///
  /// @throws io.jergon.etf.mapping.MappingException if the receiver is on another node and no term
  ///   stands for the message; so also below, for timers when they are started
  void send(Pid to, Object message);

  /// Sends a message to a registered name, here or on another node.
  void send(ProcessName to, Object message);

  /// Sends a message to an alias.
  ///
  /// With [SignalOption#PRIORITY] the message overtakes ordinary ones, if the alias was made for
  /// that. Nodes before OTP 28 know no priority.
  void send(Ref alias, Object message, SignalOption... options);

  /// Casts a request to a server: `gen_server:cast/2`.
  void cast(Pid server, Object request);

  /// Casts a request to a server by its registered name.
  void cast(ProcessName server, Object request);

  /// Takes the next message out of the mailbox, waiting for it.
  Object receive();

  /// Takes the first message that matches out of the mailbox, waiting for it; the others stay, in
  /// their order.
  Object receive(Predicate<Object> matches);

  /// Takes the next message out of the mailbox, or nothing when the time is over.
  Optional<Object> receive(Duration timeout);

  /// Takes the first message that matches out of the mailbox, or nothing when the time is over.
  Optional<Object> receive(Predicate<Object> matches, Duration timeout);

  /// Calls a server and waits for its reply: `gen_server:call/3`.
  ///
  /// @throws Exit with `noproc`, `noconnection`, `timeout`, `calling_self`, or what the server died
  ///   of
  Object call(Pid server, Object request, Duration timeout);

  /// Calls a server by its registered name.
  Object call(ProcessName server, Object request, Duration timeout);

  /// Starts a process: `spawn/1`.
  default Pid spawn(ProcessBody body) {
    return spawn(SpawnOptions.DEFAULT, body);
  }

  /// Starts a process with options, such as a name or a link to this one: `spawn_opt/2`.
  ///
  /// ```java
  /// Pid worker = self.spawn(SpawnOptions.DEFAULT.withLink(), own -> work(own)); // spawn_link/1
  /// ```
  ///
  /// @throws Exit `badarg` when the name is taken
  Pid spawn(SpawnOptions options, ProcessBody body);

  /// Starts a process made of callbacks; the supplier is called in the new process.
  Pid spawn(SpawnOptions options, Supplier<? extends Behaviour> behaviour);

  /// Starts a process and monitors it in one step, so that no end of it is missed.
  Monitored spawnMonitor(SpawnOptions options, ProcessBody body);

  /// Starts a process made of callbacks and monitors it in one step, so that no end of it is
  /// missed.
  Monitored spawnMonitor(SpawnOptions options, Supplier<? extends Behaviour> behaviour);

  /// Starts a function on another node, `erlang:spawn/4`, and waits for its pid.
  ///
  /// @param options only whether to link counts
  /// @throws Exit with the node's error, such as `noconnection`
  Pid spawn(
      SpawnOptions options, String node, String module, String function, List<Term> arguments);

  /// Starts a function on another node and monitors it, `erlang:spawn_monitor/4`.
  ///
  /// @param options only whether to link counts
  /// @throws Exit with the node's error, such as `noconnection`
  Monitored spawnMonitor(
      SpawnOptions options, String node, String module, String function, List<Term> arguments);

  /// Asks for a process on another node or this one, and does not wait: `spawn_request/5`. A
  /// [SpawnReply] will come, before anything else of the new process.
  ///
  /// ```java
  /// Ref request = self.spawnRequest(SpawnRequest.of("erl@host", "work", "run", List.of()).withLink());
  /// ```
  ///
  /// @return names the request, and is the monitor's reference if one was asked for
  Ref spawnRequest(SpawnRequest request);

  /// Forgets a spawn request of this process: `spawn_request_abandon/1`. Whatever comes of it, this
  /// process is not concerned: no reply, no link, no monitor. The process may run all the same; if
  /// it was to be linked it gets an exit signal `abandoned`.
  ///
  /// @return false when it was answered already, or is no request of this process
  boolean abandonSpawnRequest(Ref request);

  /// Links to a process: when one of the two exits, the other gets an exit signal. A process that
  /// does not exist sends one at once, with reason `noproc`; it never raises, as `erlang:link/1`
  /// may for a process of the own node.
  ///
  /// With [SignalOption#PRIORITY] the [ExitMessage], if it comes to that, overtakes ordinary
  /// messages. What the last `link` said counts.
  void link(Pid other, SignalOption... options);

  /// Takes a link away; from now on no exit of `other` arrives through it.
  void unlink(Pid other);

  /// Watches a process; one [DownMessage] will come. A process that watches itself gets a reference
  /// that means nothing, as in Erlang.
  default Ref monitor(Pid other) {
    return monitor(other, MonitorOptions.DEFAULT);
  }

  /// Watches a process, with an alias or a tag: `erlang:monitor/3`.
  Ref monitor(Pid other, MonitorOptions options);

  /// Watches a registered name, here or on another node.
  default Ref monitor(ProcessName other) {
    return monitor(other, MonitorOptions.DEFAULT);
  }

  /// Watches a registered name, with an alias or a tag: `erlang:monitor/3`.
  Ref monitor(ProcessName other, MonitorOptions options);

  /// Stops watching. A [DownMessage] that came already stays in the mailbox: `demonitor/1`.
  ///
  /// @return true when the monitor was there, and no message of it will ever come; false when its
  ///   message came already, or it is no monitor of this process
  boolean demonitor(Ref monitor);

  /// Stops watching, and takes the message of this monitor out of the mailbox if it is there:
  /// `demonitor(Ref, [flush, info])`.
  ///
  /// @return false when a message had to be looked for
  boolean demonitorFlush(Ref monitor);

  /// Watches a node, connecting to it if need be: a [NodeDownMessage] comes when it is out of
  /// reach, or at once when it cannot be reached. Each call is one message: `monitor_node/2` with
  /// `true`. For the own node none ever comes.
  ///
  /// @param node its full name
  void monitorNode(String node);

  /// Takes one call of [#monitorNode] back: `monitor_node/2` with `false`. A message that came
  /// already stays in the mailbox.
  ///
  /// @return false when there was none to take back
  boolean demonitorNode(String node);

  /// Sends this process a [NodeEvent] for each connection that comes up or goes down, until it ends
  /// or calls [#demonitorNodes]: `net_kernel:monitor_nodes/2`. Each call is one event more.
  ///
  /// ```java
  /// self.monitorNodes(NodeType.CONNECTED);
  /// if (self.receive() instanceof NodeEvent.Up(String node, _, _)) { ... }
  /// ```
  ///
  /// @param type [NodeType#VISIBLE], [NodeType#HIDDEN], or [NodeType#CONNECTED] for both
  /// @throws IllegalArgumentException for another type
  void monitorNodes(NodeType type);

  /// Takes all calls of [#monitorNodes] with that type back.
  ///
  /// @throws IllegalArgumentException as there
  void demonitorNodes(NodeType type);

  /// Turns exit signals into [ExitMessage]s (true), or lets them end the process (false, as at the
  /// start). Returns what it was.
  boolean trapExit(boolean trap);

  /// Sets a flag of this process: `process_flag/2`. Returns what it was.
  ///
  /// ```java
  /// self.processFlag("priority", Atom.of("high"));
  /// ```
  ///
  /// `trap_exit` and `sensitive` mean what they mean in OTP. `priority`, `message_queue_data`,
  /// `async_dist`, `fullsweep_after`, `min_heap_size`, `min_bin_vheap_size` and `error_handler` are
  /// kept, shown by [Node#processInfo] as a BEAM shows them, and mean nothing: 500 words of heap
  /// are 610. `max_heap_size` and `save_calls` take only 0.
  ///
  /// @throws Exit `badarg` when there is no such flag, or it does not take the value
  Term processFlag(String flag, Term value);

  /// What this process keeps for itself: the process dictionary, `put/2`, `get/1` and `erase/1`. It
  /// ends with the process. Keys and values are any objects but null; [Node#processInfo] shows them
  /// as terms.
  ///
  /// ```java
  /// self.dictionary().put("retries", 3);
  /// ```
  Map<Object, Object> dictionary();

  /// Says what this process is about, for those who look at it: `proc_lib:set_label/1` of OTP 27.
  /// Any term or object; it is the item `label` of [Node#processInfo].
  ///
  /// ```java
  /// self.label("session of joe");
  /// ```
  void label(Object label);

  /// Waits until there is a message, and leaves it in the mailbox: `erlang:hibernate/0`. Returns at
  /// once when there is one.
  ///
  /// On a BEAM it makes a process small while it waits. Here it gives nothing back: a [Behaviour]
  /// that waits has neither a thread nor a stack, and any other process keeps its stack.
  void hibernate();

  /// Sends an exit signal to a process: `exit/2`.
  void exit(Pid other, Term reason);

  /// Sends an exit signal to the process of an alias: `exit/3`. The alias stays, whatever ends it
  /// otherwise. One on a node before OTP 28 is not reached.
  void exit(Ref alias, Term reason, SignalOption... options);

  /// Ends this process: `exit/1`. Returns the exception to throw, so that the compiler sees the
  /// end.
  ///
  /// ```java
  /// throw self.exit(Atom.of("shutdown"));
  /// ```
  default Exit exit(Term reason) {
    return new Exit(reason);
  }

  /// Makes an alias: a reference that messages can be sent to until [#unalias] or the process's
  /// end, or for one message with [AliasOption#REPLY]. With [AliasOption#PRIORITY] messages sent
  /// through it may overtake others.
  Ref alias(AliasOption... options);

  /// Ends an alias. Messages sent to it later are dropped.
  ///
  /// @return whether it was one of this process
  boolean unalias(Ref alias);

  /// Sends a message after a delay: `send_after/3`. Dropped when the receiver, of this node, dies
  /// before, or is dead. That this process ends changes nothing. A delay below zero is none.
  ///
  /// @return a reference for [#cancelTimer] and [#readTimer]
  Ref sendAfter(Duration delay, Pid to, Object message);

  /// Sends a message to a registered name, here or on another node, after a delay: `send_after/3`.
  /// The name is looked up when the delay is over: whoever has it then gets the message.
  ///
  /// @return a reference for [#cancelTimer] and [#readTimer]
  Ref sendAfter(Duration delay, ProcessName to, Object message);

  /// Sends a [TimeoutMessage], which names the timer, after a delay: `start_timer/3`.
  ///
  /// @return the reference in that message, also for [#cancelTimer] and [#readTimer]
  Ref startTimer(Duration delay, Pid to, Object message);

  /// Sends a [TimeoutMessage] to whoever has a registered name when the delay is over:
  /// `start_timer/3`.
  ///
  /// @return the reference in that message, also for [#cancelTimer] and [#readTimer]
  Ref startTimer(Duration delay, ProcessName to, Object message);

  /// Cancels a timer of any process of this node: `cancel_timer/1`. If a timer was cancelled, its
  /// message will not come.
  ///
  /// Never waits, whosever timer it is; so there is no need for OTP's `{async, true}`, and none for
  /// `{info, false}`.
  ///
  /// @return the time that was left; nothing when it has fired already
  Optional<Duration> cancelTimer(Ref timer);

  /// The time left until a timer of this node fires: `read_timer/1`; nothing when it has fired
  /// already.
  Optional<Duration> readTimer(Ref timer);

  /// Makes a reference that is unique in the cluster.
  Ref makeRef();

  /// Who does this process's input and output.
  Pid groupLeader();

  /// Gives a process, here or on another node, another group leader: `group_leader/2`.
  ///
  /// @throws Exit `badarg` when there is no such process on this node
  void groupLeader(Pid leader, Pid process);

  /// The trace token of this process, `{Flags, Label, Serial, Sender, LastCount}`: that of the
  /// message that it received last, or the one that it was given. What the process sends carries it
  /// on. Source: `seq_trace:get_token/0`.
  Optional<Term> traceToken();

  /// Begins a sequential trace, or with `[]` ends it for this process. This node itself reports
  /// nothing of it; nodes that trace do. Source: `seq_trace:set_token/1`.
  ///
  /// ```java
  /// self.traceToken(Tuple.of(flags, label, IntegerTerm.of(0), self.pid(), IntegerTerm.of(0)));
  /// ```
  ///
  /// @param token the tuple above; `Flags` is 1 for send, 2 for receive, or the sum
  /// @throws IllegalArgumentException if it is neither
  void traceToken(Term token);

  /// Registers this process under a name.
  ///
  /// @throws Exit `badarg` when the name is taken or this process has one
  default void register(String name) {
    register(Atom.of(name));
  }

  /// Registers this process under a name.
  ///
  /// @throws Exit `badarg` when the name is taken or this process has one
  void register(Atom name);
}
