package io.jergon.node.handshake;

import io.jergon.node.handshake.HandshakeAction.Established;
import io.jergon.node.handshake.HandshakeAction.Failed;
import io.jergon.node.handshake.HandshakeAction.Send;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakeMessage.Challenge;
import io.jergon.node.handshake.HandshakeMessage.ChallengeAck;
import io.jergon.node.handshake.HandshakeMessage.ChallengeReply;
import io.jergon.node.handshake.HandshakeMessage.Complement;
import io.jergon.node.handshake.HandshakeMessage.Named;
import io.jergon.node.handshake.HandshakeMessage.OldChallenge;
import io.jergon.node.handshake.HandshakeMessage.SendName;
import io.jergon.node.handshake.HandshakeMessage.SendOldName;
import io.jergon.node.handshake.HandshakeMessage.Status;
import io.jergon.node.name.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The side that dialled.
///
/// ```text
///   start            send name                     -> STATUS
///   STATUS           ok, ok_simultaneous, named    -> CHALLENGE
///   STATUS           alive, send true              -> CHALLENGE
///   CHALLENGE        send reply                    -> ACK
///   ACK              peer's digest is right        -> established
/// ```
///
/// It opens with the message of OTP 23 ('N'). Older nodes close the connection then
/// ([Kind#UNHEARD]), and get another one with the old message ('n').
///
/// A node without a name sends only its host (flag NAME_ME), and is told its name with the status.
public final class InitiatorHandshake implements Handshake {
  private enum State {
    STATUS,
    CHALLENGE,
    ACK,
    OVER
  }

  private final LocalNode self;
  private final NodeName peer;
  private final String cookie;
  private final BooleanSupplier stillWanted;
  private final RandomGenerator random;
  private final boolean old;

  private State state = State.STATUS;
  private int ownChallenge;
  private HandshakePeer identity;
  private @Nullable GivenName given;

  /// A handshake with `peer`, the name that we dialled, of OTP 23 or later.
  public InitiatorHandshake(
      LocalNode self,
      NodeName peer,
      String cookie,
      BooleanSupplier stillWanted,
      RandomGenerator random) {
    this(self, peer, cookie, stillWanted, random, false);
  }

  /// A handshake with `peer`, the name that we dialled.
  ///
  /// @param stillWanted asked when the peer says that it holds a working connection to us: true if
  ///   we have none, so that the peer's is a dead one
  /// @param random makes the challenge; a [java.security.SecureRandom] outside of tests
  /// @param old whether to open as before OTP 23
  public InitiatorHandshake(
      LocalNode self,
      NodeName peer,
      String cookie,
      BooleanSupplier stillWanted,
      RandomGenerator random,
      boolean old) {
    this.self = self;
    this.peer = peer;
    this.cookie = cookie;
    this.stillWanted = stillWanted;
    this.random = random;
    this.old = old;
    this.identity = new HandshakePeer(peer, Flags.NONE, 0);
  }

  @Override
  public List<HandshakeAction> start() {
    String why = self.name().whyNotDial(peer);
    if (!why.isEmpty()) {
      return failed(Kind.NAME, why);
    }
    if (old) {
      return List.of(new Send(new SendOldName(self.offer().low(), self.name().text()).encode()));
    }
    String text = self.asksForName() ? self.name().host() : self.name().text();
    SendName name = new SendName(self.offer(), self.creation(), text);
    return List.of(new Send(name.encode()));
  }

  @Override
  public List<HandshakeAction> received(byte[] message) {
    try {
      return switch (state) {
        case STATUS -> self.asksForName() ? name(message) : status(Status.decode(message));
        case CHALLENGE -> challenge(message);
        case ACK -> acknowledged(ChallengeAck.decode(message));
        case OVER -> List.of();
      };
    } catch (HandshakeException e) {
      return failed(
          Kind.PROTOCOL, "handshake with " + peer + " failed: it sent a " + e.getMessage());
    }
  }

  /// The status of a peer that is to give a name.
  private List<HandshakeAction> name(byte[] message) {
    Status status = Status.decode(message);
    if (status.text().equals("not_allowed")) {
      return status(status);
    }
    if (!status.text().startsWith(Named.PREFIX)) {
      return failed(
          Kind.PROTOCOL,
          "handshake with "
              + peer
              + " failed: asked for a name, it answered "
              + HandshakeMessage.Fields.shown(status.text()));
    }
    Named named = Named.decode(message);
    NodeName own;
    try {
      own = NodeName.of(named.name());
    } catch (IllegalArgumentException e) {
      return badName(named);
    }
    if (!own.host().equals(self.name().host())) {
      return badName(named);
    }
    given = new GivenName(own, named.creation());
    state = State.CHALLENGE;
    return List.of();
  }

  private List<HandshakeAction> badName(Named named) {
    return failed(
        Kind.NAME,
        "handshake with "
            + peer
            + " failed: it calls this node "
            + HandshakeMessage.Fields.shown(named.name())
            + " (expected: a name at "
            + self.name().host()
            + ")");
  }

  private List<HandshakeAction> status(Status status) {
    return switch (status.text()) {
      case "ok", "ok_simultaneous" -> {
        state = State.CHALLENGE;
        yield List.of();
      }
      case "nok" ->
          failed(
              Kind.YIELDED,
              peer + " is connecting to this node at the same time, and its attempt goes first");
      case "not_allowed" ->
          failed(
              Kind.NOT_ALLOWED,
              peer
                  + " refuses this node (not_allowed): its net_kernel:allow list lacks "
                  + self.name()
                  + ", or it requires flags that we do not offer (ours: "
                  + self.offer()
                  + ")");
      case "alive" -> alive();
      default ->
          failed(
              Kind.PROTOCOL,
              "handshake with "
                  + peer
                  + " failed: unknown status "
                  + HandshakeMessage.Fields.shown(status.text()));
    };
  }

  /// The peer holds a connection to a node of our name. If we have none, it is left over from an
  /// earlier life or a broken network: the peer drops it once we have proven the cookie.
  private List<HandshakeAction> alive() {
    boolean wanted = stillWanted.getAsBoolean();
    Send answer = new Send(new Status(Boolean.toString(wanted)).encode());
    if (wanted) {
      state = State.CHALLENGE;
      return List.of(answer);
    }
    state = State.OVER;
    return List.of(
        answer,
        new Failed(
            new HandshakeFailure(
                Kind.ALIVE, "there is a working connection with " + peer + " already")));
  }

  private List<HandshakeAction> challenge(byte[] message) {
    if (old && message.length > 0 && message[0] == 'n') {
      OldChallenge challenge = OldChallenge.decode(message);
      return challenge(
          new Challenge(challenge.flags(), challenge.challenge(), 0, challenge.name()), List.of());
    }
    Challenge challenge = Challenge.decode(message);
    return challenge(
        challenge, old ? List.of(new Send(complement().encode())) : List.<HandshakeAction>of());
  }

  private Complement complement() {
    return new Complement((int) (self.offer().bits() >>> Integer.SIZE), self.creation());
  }

  private List<HandshakeAction> challenge(Challenge challenge, List<HandshakeAction> first) {
    if (!challenge.name().equals(peer.text())) {
      return failed(
          Kind.NAME,
          "dialled "
              + peer
              + " but the node there is called "
              + HandshakeMessage.Fields.shown(challenge.name())
              + "; use the name that it has itself");
    }
    List<DistributionFlag> missing = challenge.flags().missing(self.required());
    if (!missing.isEmpty()) {
      return failed(Kind.FLAGS, missingLine(peer, missing, challenge.flags()));
    }
    identity =
        new HandshakePeer(
            peer, self.offer().chosenWith(challenge.flags()), challenge.creation(), given);
    ownChallenge = random.nextInt();
    state = State.ACK;
    Digest proof = Digest.of(cookie, challenge.challenge());
    List<HandshakeAction> actions = new ArrayList<>(first);
    actions.add(new Send(new ChallengeReply(ownChallenge, proof.toByteArray()).encode()));
    return List.copyOf(actions);
  }

  private List<HandshakeAction> acknowledged(ChallengeAck ack) {
    if (!Digest.of(cookie, ownChallenge).matches(ack.digest())) {
      return failed(
          Kind.COOKIE,
          "cookie mismatch with "
              + peer
              + " (its answer does not fit our cookie); start both nodes with the same cookie");
    }
    state = State.OVER;
    return List.of(new Established(identity));
  }

  @Override
  public List<HandshakeAction> closed() {
    return switch (state) {
      case STATUS ->
          failed(
              old || self.asksForName() ? Kind.CLOSED : Kind.UNHEARD,
              peer
                  + " closed the connection when it heard our name: it is no Erlang node of OTP 22"
                  + " or later, or too busy");
      case CHALLENGE -> failed(Kind.CLOSED, peer + " closed the connection before its challenge");
      case ACK ->
          failed(
              Kind.COOKIE,
              "cookie mismatch with "
                  + peer
                  + " (most likely: it closed the connection when it saw our digest); start both"
                  + " nodes with the same cookie");
      case OVER -> List.of();
    };
  }

  @Override
  public List<HandshakeAction> timedOut(Duration step) {
    return switch (state) {
      case STATUS -> timedOut("its status", step);
      case CHALLENGE -> timedOut("its challenge", step);
      case ACK -> timedOut("its acknowledgement", step);
      case OVER -> List.of();
    };
  }

  private List<HandshakeAction> timedOut(String awaited, Duration step) {
    return failed(
        Kind.TIMEOUT,
        "handshake with "
            + peer
            + " timed out: "
            + awaited
            + " did not come within "
            + step.toMillis()
            + " ms");
  }

  private List<HandshakeAction> failed(Kind kind, String line) {
    state = State.OVER;
    return List.of(new Failed(new HandshakeFailure(kind, line)));
  }

  /// The line about a peer that lacks flags, the same for both sides.
  static String missingLine(NodeName peer, List<DistributionFlag> missing, Flags offer) {
    return peer
        + " lacks flags that this node requires: "
        + missing
        + " (it offers "
        + offer
        + "); nodes of OTP 22 and later have them";
  }
}
