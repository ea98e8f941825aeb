package io.jergon.node;

/// A node as JMX tools see it: `io.jergon:type=Node,name="jvm@127.0.0.1"`.
///
/// ```
/// jconsole, or:  ManagementFactory.getPlatformMBeanServer().getAttribute(name, "RunQueue")
/// ```
///
/// All figures are snapshots. Counters begin at zero with the node and never go back; reading them
/// costs more than counting, so a look each second is fine, one each millisecond is not.
///
/// The accessors begin with `get` because JMX takes no others for attributes.
public interface NodeMXBean {

  /// The full name.
  String getName();

  /// Processes that live.
  int getProcesses();

  /// Dead processes whose handler has not returned yet.
  int getZombies();

  /// Turns and resumed processes that wait for a slot. More than a few, for long: too much to do.
  int getRunQueue();

  /// Workers at work, those in handlers that block or compute for long included.
  int getRunningWorkers();

  /// Workers there are: running, waiting in a process's receive or call, or idle.
  int getWorkers();

  /// Connections to other nodes.
  int getConnections();

  /// Control messages that came from other nodes: messages, links, exits and so on.
  long getMessagesIn();

  /// Control messages that went to other nodes.
  long getMessagesOut();

  /// Messages that processes have taken out of their mailboxes.
  long getMessagesHandled();

  /// Turns that processes were given.
  long getTurns();

  /// Messages that reached nobody.
  long getDeadLetters();

  /// Bytes, about, that other nodes make this one keep: what [ConnectionLimits#maxHeldBytes]
  /// bounds.
  long getHeldForPeers();

  /// Timers that have not fired.
  int getTimers();
}
