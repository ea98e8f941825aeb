package io.jergon.node.handshake;

import io.jergon.node.handshake.HandshakeAction.Failed;
import io.jergon.node.handshake.HandshakeAction.Proven;
import io.jergon.node.handshake.HandshakeAction.Send;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakeMessage.Challenge;
import io.jergon.node.handshake.HandshakeMessage.ChallengeAck;
import io.jergon.node.handshake.HandshakeMessage.ChallengeReply;
import io.jergon.node.handshake.HandshakeMessage.Complement;
import io.jergon.node.handshake.HandshakeMessage.Fields;
import io.jergon.node.handshake.HandshakeMessage.Named;
import io.jergon.node.handshake.HandshakeMessage.OldChallenge;
import io.jergon.node.handshake.HandshakeMessage.SendName;
import io.jergon.node.handshake.HandshakeMessage.SendOldName;
import io.jergon.node.handshake.HandshakeMessage.Status;
import io.jergon.node.name.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The side that was dialled.
///
/// ```text
///   start                                                      -> NAME
///   NAME          'N', 'n'; send status and challenge          -> REPLY or COMPLEMENT
///   NAME          we hold a connection: send alive             -> ALIVE
///   ALIVE         true; send challenge                         -> REPLY or COMPLEMENT
///   COMPLEMENT    'c' (after 'n')                              -> REPLY
///   REPLY         peer's digest is right                       -> proven
/// ```
///
/// A node before OTP 23 opens with 'n' and cannot do 'N': it gets a challenge of its own kind, and
/// there is no complement.
///
/// A node that asks for a name (flag NAME_ME) gets one: [AcceptorRules#nameFor].
public final class AcceptorHandshake implements Handshake {
  private enum State {
    NAME,
    ALIVE,
    COMPLEMENT,
    REPLY,
    OVER
  }

  private final LocalNode self;
  private final String from;
  private final AcceptorRules rules;
  private final RandomGenerator random;

  private State state = State.NAME;
  private @Nullable NodeName peer;
  private Flags peerFlags = Flags.NONE;
  private int peerCreation;
  private boolean openedOld;
  private boolean replaces;
  private int ownChallenge;

  /// A handshake with whoever dialled from the address `from`, which is for the log only.
  ///
  /// @param random makes the challenge; a [java.security.SecureRandom] outside of tests
  public AcceptorHandshake(
      LocalNode self, String from, AcceptorRules rules, RandomGenerator random) {
    this.self = self;
    this.from = from;
    this.rules = rules;
    this.random = random;
  }

  @Override
  public List<HandshakeAction> start() {
    return List.of();
  }

  @Override
  public List<HandshakeAction> received(byte[] message) {
    try {
      return switch (state) {
        case NAME -> name(message);
        case ALIVE -> alive(Status.decode(message));
        case COMPLEMENT -> complement(Complement.decode(message));
        case REPLY -> reply(ChallengeReply.decode(message));
        case OVER -> List.of();
      };
    } catch (HandshakeException e) {
      return failed(
          Kind.PROTOCOL, "handshake from " + whom() + " failed: it sent a " + e.getMessage());
    }
  }

  private List<HandshakeAction> name(byte[] message) {
    String text;
    Flags required;
    if (message.length > 0 && message[0] == 'n') {
      SendOldName name = SendOldName.decode(message);
      openedOld = true;
      peerFlags = name.flags();
      text = name.name();
      required = self.required().low();
    } else {
      SendName name = SendName.decode(message);
      peerFlags = name.flags();
      peerCreation = name.creation();
      text = name.name();
      required = self.required();
      if (peerFlags.has(DistributionFlag.NAME_ME)) {
        return giveName(text);
      }
    }
    NodeName named;
    try {
      named = NodeName.of(text);
    } catch (IllegalArgumentException e) {
      return failed(
          Kind.NAME, "handshake from " + from + " failed: bad name " + Fields.shown(text));
    }
    peer = named;
    List<HandshakeAction> refused = refused(named, required);
    return refused.isEmpty() ? admit(named) : refused;
  }

  private List<HandshakeAction> refused(NodeName named, Flags required) {
    List<DistributionFlag> missing = peerFlags.missing(required);
    if (!missing.isEmpty()) {
      return notAllowed(Kind.FLAGS, InitiatorHandshake.missingLine(named, missing, peerFlags));
    }
    if (named.equals(self.name())) {
      return notAllowed(
          Kind.NAME, "refused a node from " + from + " that has our own name, " + named);
    }
    if (!rules.allowed(named)) {
      return notAllowed(
          Kind.NOT_ALLOWED, "refused " + named + " from " + from + ": it is not on the allow list");
    }
    return List.of();
  }

  private List<HandshakeAction> admit(NodeName named) {
    AcceptDecision decision = rules.decide(named);
    Send status = new Send(new Status(decision.status()).encode());
    return switch (decision) {
      case OK, OK_SIMULTANEOUS -> List.of(status, challenge());
      case ALIVE -> {
        state = State.ALIVE;
        yield List.of(status);
      }
      case NOK -> {
        state = State.OVER;
        yield List.of(
            status,
            new Failed(
                new HandshakeFailure(
                    Kind.YIELDED,
                    named
                        + " and this node dialled each other at the same time; ours goes first")));
      }
    };
  }

  /// A peer without a name of its own sent only its host.
  private List<HandshakeAction> giveName(String host) {
    GivenName given;
    try {
      given = rules.nameFor(host, random);
    } catch (IllegalArgumentException e) {
      return failed(
          Kind.NAME, "handshake from " + from + " failed: bad host " + Fields.shown(host));
    }
    NodeName named = given.name();
    peer = named;
    peerCreation = given.creation();
    List<HandshakeAction> refused = refused(named, self.required());
    if (!refused.isEmpty()) {
      return refused;
    }
    return switch (rules.decide(named)) {
      case OK -> List.of(new Send(new Named(named.text(), peerCreation).encode()), challenge());
      case OK_SIMULTANEOUS, NOK, ALIVE ->
          notAllowed(Kind.NAME, "the name " + named + " made up for " + from + " is in use");
    };
  }

  private List<HandshakeAction> alive(Status answer) {
    return switch (answer.text()) {
      case "true" -> {
        replaces = true;
        yield List.of(challenge());
      }
      case "false" ->
          failed(Kind.ALIVE, whom() + " gave up its attempt: it has a working connection to us");
      default ->
          failed(
              Kind.PROTOCOL,
              "handshake from "
                  + whom()
                  + " failed: answer "
                  + Fields.shown(answer.text())
                  + " to alive (expected: true or false)");
    };
  }

  private Send challenge() {
    ownChallenge = random.nextInt();
    if (openedOld && !peerFlags.has(DistributionFlag.HANDSHAKE_23)) {
      state = State.REPLY;
      return new Send(
          new OldChallenge(self.offer().low(), ownChallenge, self.name().text()).encode());
    }
    state = openedOld ? State.COMPLEMENT : State.REPLY;
    // A node that gets its name wants the flag back: the flags that both have are the connection's.
    Flags offer =
        peerFlags.has(DistributionFlag.NAME_ME)
            ? self.offer().with(DistributionFlag.NAME_ME)
            : self.offer();
    return new Send(
        new Challenge(offer, ownChallenge, self.creation(), self.name().text()).encode());
  }

  private List<HandshakeAction> complement(Complement complement) {
    long high = Integer.toUnsignedLong(complement.highFlags()) << 32;
    peerFlags = new Flags(peerFlags.bits() | high);
    peerCreation = complement.creation();
    List<DistributionFlag> missing = peerFlags.missing(self.required());
    if (!missing.isEmpty()) {
      return failed(Kind.FLAGS, InitiatorHandshake.missingLine(named(), missing, peerFlags));
    }
    state = State.REPLY;
    return List.of();
  }

  private List<HandshakeAction> reply(ChallengeReply reply) {
    String cookie = rules.cookie(named());
    if (!Digest.of(cookie, ownChallenge).matches(reply.digest())) {
      return failed(
          Kind.COOKIE,
          "cookie mismatch with "
              + whom()
              + " (its digest does not fit our cookie); start both nodes with the same cookie");
    }
    state = State.OVER;
    byte[] ack = new ChallengeAck(Digest.of(cookie, reply.challenge()).toByteArray()).encode();
    HandshakePeer identity =
        new HandshakePeer(named(), self.offer().chosenWith(peerFlags), peerCreation);
    return List.of(new Proven(identity, ack, replaces));
  }

  @Override
  public List<HandshakeAction> closed() {
    return switch (state) {
      case NAME -> failed(Kind.CLOSED, "handshake from " + from + " failed: closed without a name");
      case ALIVE, COMPLEMENT, REPLY ->
          failed(
              Kind.CLOSED,
              "handshake from "
                  + whom()
                  + " failed: it closed the connection before its digest (it may lack flags, or"
                  + " have given up)");
      case OVER -> List.of();
    };
  }

  @Override
  public List<HandshakeAction> timedOut(Duration step) {
    return switch (state) {
      case NAME -> timedOut("its name", step);
      case ALIVE -> timedOut("its answer to alive", step);
      case COMPLEMENT -> timedOut("its complement", step);
      case REPLY -> timedOut("its challenge reply", step);
      case OVER -> List.of();
    };
  }

  private List<HandshakeAction> timedOut(String awaited, Duration step) {
    return failed(
        Kind.TIMEOUT,
        "handshake from "
            + whom()
            + " timed out: "
            + awaited
            + " did not come within "
            + step.toMillis()
            + " ms");
  }

  private List<HandshakeAction> notAllowed(Kind kind, String line) {
    state = State.OVER;
    return List.of(
        new Send(new Status("not_allowed").encode()), new Failed(new HandshakeFailure(kind, line)));
  }

  private List<HandshakeAction> failed(Kind kind, String line) {
    state = State.OVER;
    return List.of(new Failed(new HandshakeFailure(kind, line)));
  }

  private NodeName named() {
    NodeName named = peer;
    if (named == null) {
      throw new IllegalStateException("no name in state " + state);
    }
    return named;
  }

  private String whom() {
    return peer == null ? from : peer + " at " + from;
  }
}
