package io.jergon.node.channel;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.event.ReadPauseEvent;
import io.jergon.node.frame.OutboundFrame;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.name.NodeName;
import io.jergon.node.quota.Inflow;
import io.jergon.node.quota.Quota;
import io.jergon.node.quota.Share;
import io.jergon.node.scheduling.Postponed;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A connection to another node: being set up, up, or down; never twice.
///
/// ```java
/// Connection connection = connections.open(NodeName.of("shop@db1"));
/// if (!connection.send(new SendMessage.Send(self, to, null), message)) {
///   // the connection is down: noconnection
/// }
/// if (connection.busy()) {
///   connection.awaitWritable();      // outside of all locks
/// }
/// ```
///
/// **Order.** What one thread sends arrives in that order, also across the moment when the
/// connection comes up: until then it is queued.
///
/// **Loss.** `send` returns true: the message is delivered, or [DistributionEvents#nodeDown] (or
/// `connectFailed`) is called afterwards for this connection. It returns false: that call is being
/// made or was made before, and the message is most likely lost.
///
/// **Back-pressure.** `send` never waits and never drops. Whoever sends much asks [#busy] after it,
/// and waits. That is Erlang's `busy_dist_port`.
///
/// All methods may be called from any thread.
public final class Connection implements Postponed {
  private enum State {
    CONNECTING,
    UP,
    DOWN
  }

  private final long id;
  private final NodeName peer;
  private final Atom peerAtom;
  private final ConnectionLife owner;
  private final Bearing bearing;
  private final OutboundQueue queue;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waits = new AtomicLong();
  private final CompletableFuture<Connection> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  // Written under the lock of the PeerTable, `state` last.
  private volatile State state = State.CONNECTING;
  private volatile boolean reading = true;
  private @Nullable ReadGate gate; // owned by the event loop
  private int gatesClosed; // owned by the event loop
  private @Nullable ReadPauseEvent pause; // owned by the event loop
  private final Reading reads = new Reading(); // owned by the event loop
  private final Share messages;
  private final Share unfinished;
  private final Inflow inflow;
  private @Nullable HandshakePeer identity;
  private @Nullable Channel channel;
  private @Nullable Term downReason;
  private boolean ended;

  Connection(
      long id, NodeName peer, ConnectionLife owner, long busyBytes, Quota quota, Bearing bearing) {
    this.id = id;
    this.peer = peer;
    this.peerAtom = peer.atom();
    this.owner = owner;
    this.bearing = bearing;
    this.queue = new OutboundQueue(busyBytes, this::progress);
    this.messages = quota.share();
    this.unfinished = quota.share();
    this.inflow = new Inflow(messages);
  }

  /// Tells it from other connections of this node, earlier ones with the same peer included.
  public long id() {
    return id;
  }

  /// The node at the other end.
  public NodeName peer() {
    return peer;
  }

  /// The peer's name as the atom in its pids.
  public Atom peerAtom() {
    return peerAtom;
  }

  /// Whether the connection is up now.
  public boolean isUp() {
    return state == State.UP;
  }

  /// Whether the connection is down for good.
  public boolean isDown() {
    return state == State.DOWN;
  }

  /// Whether the connection is still being made.
  public boolean isConnecting() {
    return state == State.CONNECTING;
  }

  /// Whether the connection is down, and never was up: nothing that was queued on it was sent.
  public boolean neverCameUp() {
    return state == State.DOWN && identity == null;
  }

  /// What both sides can do.
  ///
  /// @throws IllegalStateException if the connection never came up
  public Flags flags() {
    return identity().flags();
  }

  /// The peer's incarnation, as in its pids.
  ///
  /// @throws IllegalStateException if the connection never came up
  public int creation() {
    return identity().creation();
  }

  /// Whether the peer, or we, are hidden from the rest of the cluster on this connection.
  ///
  /// @throws IllegalStateException if the connection never came up
  public boolean hidden() {
    return identity().hidden();
  }

  private HandshakePeer identity() {
    HandshakePeer known = state == State.CONNECTING ? null : identity;
    if (known == null) {
      throw new IllegalStateException("the connection to " + peer + " never came up");
    }
    return known;
  }

  /// Encodes a message in the caller's thread and queues it; see "Loss" above.
  ///
  /// A peer that lacks a flag gets the older form of the message. What it cannot be told at all is
  /// dropped: monitors, spawns and alias messages to nodes without the flag; ask [#flags] first.
  ///
  /// @param payload exactly if the message [ControlMessage#hasPayload]
  /// @return false if the connection was down, and nothing was queued
  /// @throws IllegalArgumentException if the payload is missing, or one too many
  public boolean send(ControlMessage message, @Nullable Term payload) {
    boolean queued = queue(message, payload);
    if (queued) {
      byOthers();
    }
    return queued;
  }

  /// The same, but only queues it: [#now] or [#byOthers] has to follow soon.
  public boolean queue(ControlMessage message, @Nullable Term payload) {
    Addressed addressed = new Addressed(message, payload);
    State before = state;
    if (before == State.DOWN) {
      return false;
    }
    OutboundFrame frame =
        before == State.UP
            ? OutboundFrame.encode(addressed, identity().flags(), bearing.renaming())
            : OutboundFrame.encodeAhead(addressed, bearing.renaming());
    if (frame == null) {
      return true;
    }
    queue.add(frame);
    return true; // it may be lost by now, but it may also have arrived: sending it again is wrong
  }

  /// Writes what is queued in the caller's thread, if nothing stands between it and the socket;
  /// never waits.
  @Override
  public void now() {
    queue.write();
  }

  /// Wakes the event loop to write what is queued.
  @Override
  public void byOthers() {
    queue.wake();
  }

  /// Whether so much is queued that a sender should wait.
  public boolean busy() {
    return queue.busy();
  }

  /// A sender begins to wait until the connection is not busy.
  public void waitBegins() {
    waiting.incrementAndGet();
    waits.incrementAndGet();
  }

  /// A sender does not wait any more.
  public void waitEnds() {
    waiting.decrementAndGet();
  }

  /// How many senders wait now.
  public int waitingSenders() {
    return waiting.get();
  }

  /// How often a sender had to wait so far.
  public long waits() {
    return waits.get();
  }

  /// False while little or nothing is read from the peer: it does not take what we send, or what it
  /// sends lies in mailboxes.
  public boolean reading() {
    return reading;
  }

  /// The peer's messages that lie in mailboxes.
  public Inflow inflow() {
    return inflow;
  }

  /// The peer's share of this node's memory for what lasts as long as the connection: unfinished
  /// messages, links, monitors.
  public Share share() {
    return unfinished;
  }

  /// The peer's share for what outlives the connection: its messages, the processes it started.
  public Share lastingShare() {
    return messages;
  }

  /// How many bytes are queued for the socket.
  public long queuedBytes() {
    return queue.queuedBytes();
  }

  /// Completes when the connection is not busy, or is down; now if that is so. Dependent stages run
  /// on the event loop or in a sender's thread, and must not block it.
  public CompletableFuture<Void> whenWritable() {
    return queue.whenWritable();
  }

  /// Waits until the connection is not busy, or is down. Hold no lock meanwhile.
  ///
  /// @throws IllegalStateException on an event loop, which would wait for itself
  public void awaitWritable() throws InterruptedException {
    if (!queue.busy()) {
      return;
    }
    owner.requireNoEventLoop();
    try {
      queue.whenWritable().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the queue's future never fails", e);
    }
  }

  /// Completes when the connection is up and [DistributionEvents#nodeUp] was called; fails with
  /// [ConnectionFailedException] if it does not come up.
  public CompletableFuture<Connection> whenUp() {
    return ready.copy();
  }

  /// Completes when the connection is down and the last event about it was delivered.
  public CompletableFuture<Void> whenGone() {
    return gone.copy();
  }

  /// Ends the connection, or the attempt to make it; does nothing if it is down already. It is down
  /// when this returns, and [Connections#open] makes a new one; the event comes later.
  ///
  /// @param reason goes to [DistributionEvents#nodeDown]; Erlang says `disconnect`
  public void disconnect(Term reason) {
    owner.disconnect(this, reason);
  }

  /// `peer=name state=UP`.
  @Override
  public String toString() {
    return "peer=" + peer + " state=" + state;
  }

  /// The name that this node bears towards the peer.
  Bearing bearing() {
    return bearing;
  }

  // What follows is for ConnectionSetup, ConnectionLife and the handlers.

  /// Under the lock of the PeerTable.
  void becomeUp(Channel newChannel, HandshakePeer newIdentity) {
    channel = newChannel;
    identity = newIdentity;
    bearing.up(newIdentity);
    state = State.UP;
  }

  /// Under the lock of the PeerTable. False if it was down already.
  boolean becomeDown() {
    boolean first = state != State.DOWN;
    if (first) {
      bearing.down();
    }
    state = State.DOWN;
    return first;
  }

  /// Under the lock of the PeerTable. True the first time: nodeDown is to be delivered.
  boolean endOnce() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  /// Under the lock of the PeerTable: the first reason counts.
  void downBecause(Term reason) {
    if (downReason == null) {
      downReason = reason;
    }
  }

  /// Under the lock of the PeerTable.
  Term downReason() {
    Term reason = downReason;
    return reason == null ? DownReason.CONNECTION_CLOSED : reason;
  }

  /// Under the lock of the PeerTable.
  @Nullable Channel channel() {
    return channel;
  }

  /// On the event loop, after nodeUp.
  void startWriting(Channel target) {
    queue.attach(target, identity().flags());
    ready.complete(this);
  }

  /// On the event loop, once.
  ReadGate newReadGate(DistributionConfig config, Runnable dead) {
    ReadGate.Outbound outbound =
        new ReadGate.Outbound() {
          @Override
          public long answerBytes() {
            return queue.answerBytes();
          }

          @Override
          public boolean busy() {
            return queue.busy();
          }

          @Override
          public long takenBytes() {
            return queue.takenBytes();
          }

          @Override
          public void reading(boolean goesOn) {
            queue.watch(!goesOn);
            pauses(!goesOn);
          }

          @Override
          public void dead() {
            dead.run();
          }
        };
    ReadGate made =
        new ReadGate(outbound, reads, config.limits().maxAnswerBytes(), config.times().tick());
    gate = made;
    return made;
  }

  /// On the event loop, once.
  InflowGate newInflowGate(DistributionConfig config, Runnable stuck) {
    return new InflowGate(
        inflow,
        reads,
        config.times().tick(),
        new InflowGate.Owner() {
          @Override
          public void slow(boolean begins) {
            pauses(begins);
          }

          @Override
          public void stuck() {
            stuck.run();
          }
        });
  }

  /// One of the two gates closes, or opens.
  private void pauses(boolean begins) {
    gatesClosed += begins ? 1 : -1;
    pauses();
  }

  private void pauses() {
    reading = gatesClosed == 0;
    if (!reading && pause == null) {
      pause = ReadPauseEvent.start(queue.queuedBytes(), inflow.held());
    } else if (reading && pause != null) {
      pause.finish(peer);
      pause = null;
    }
  }

  private void progress() {
    if (gate != null) {
      gate.progress();
    }
  }

  /// On the event loop, before each message.
  void readBegins() {
    queue.readBegins();
  }

  /// On the event loop, when all that there was is read.
  void readEnds() {
    queue.readEnds();
  }

  void drain() {
    queue.drain();
  }

  void close(Channel target) {
    queue.close(target);
  }

  void tick() {
    queue.tick();
  }

  void channelClosed() {
    gatesClosed = 0;
    pauses();
    owner.closed(this);
  }

  /// Nothing more will be read or written.
  void discardQueue() {
    unfinished.end();
    queue.discard();
  }

  void failed(HandshakeFailure failure) {
    ready.completeExceptionally(new ConnectionFailedException(failure));
  }

  /// All events were delivered.
  void gone() {
    gone.complete(null);
  }

  /// Uncopied: ConnectionLife alone completes it, through [#gone()].
  CompletableFuture<Void> goneSignal() {
    return gone;
  }
}
