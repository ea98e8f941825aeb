package io.jergon.node.frame;

import io.jergon.etf.AtomRefs;
import io.jergon.etf.InexpressibleTermException;
import io.jergon.etf.Pid;
import io.jergon.etf.Renaming;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermForms;
import io.jergon.etf.TermOutput;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.GroupLeaderMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.MonitorMessage.Demonitor;
import io.jergon.node.control.MonitorMessage.Monitor;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.MonitorMessage.MonitorExitWithReason;
import io.jergon.node.control.SendMessage.Send;
import io.jergon.node.control.SendMessage.SendAnonymously;
import io.jergon.node.control.SendMessage.SendToAlias;
import io.jergon.node.control.SendMessage.SendToName;
import io.jergon.node.control.SpawnMessage.SpawnReply;
import io.jergon.node.control.SpawnMessage.SpawnRequest;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One encoded message on its way to the socket: the control tuple and the payload one after the
/// other, without version bytes, and the atoms they refer to. What stands before them depends on
/// the frames written before, so [FrameWriter] adds it on the event loop.
///
/// A message that was encoded before the peer's flags were known spells its atoms out and remembers
/// its source, so that [#fitting] can encode it again for a peer that needs an older form.
public final class OutboundFrame {
  private static final Logger log = LoggerFactory.getLogger(OutboundFrame.class);

  /// A control tuple with two pids and a short message fit.
  private static final int INITIAL_CAPACITY = 192;

  private static final AtomRefs NO_ATOMS = new AtomRefs();
  private static final byte[] NOTHING = {};

  /// All bytes; unused if there are `buffers`.
  private final byte[] array;

  /// All bytes, where the message has a large binary: that is sent from where it lies.
  private final ByteBuffer @Nullable [] buffers;

  private final int payload;
  private final int length;
  private final boolean records;
  private final AtomRefs atoms;
  private final @Nullable Pid sender;
  private final @Nullable Addressed source;
  private final @Nullable Renaming renaming; // for the source

  private int answerBytes;

  // Owned by the event loop.
  private int copied;
  private int buffersCopied;

  private OutboundFrame(
      Addressed message,
      TermOutput out,
      AtomRefs atoms,
      @Nullable Addressed source,
      @Nullable Renaming renaming) {
    message.control().encode(out);
    this.payload = out.size();
    Term term = message.payload();
    if (term != null) {
      TermEncoder.encodeBody(term, out);
    }
    this.array = out.isInPieces() ? NOTHING : out.array();
    this.buffers = out.isInPieces() ? out.buffers() : null;
    this.length = out.size();
    this.records = out.hasRecords();
    this.atoms = atoms;
    this.sender = sender(message.control());
    this.source = source;
    this.renaming = renaming;
  }

  /// For a peer whose flags are known, or null if such a peer gets nothing.
  ///
  /// @throws InexpressibleTermException if there is a term in it that such a peer cannot have
  public static @Nullable OutboundFrame encode(Addressed message, Flags flags) {
    return encode(message, flags, null);
  }

  /// As the other one.
  ///
  /// @param renaming of this node's own pids; null for a node that has its name for good
  public static @Nullable OutboundFrame encode(
      Addressed message, Flags flags, @Nullable Renaming renaming) {
    Addressed fitting = OldForms.fitting(message, flags);
    if (fitting == null) {
      return null;
    }
    try {
      return fittingInForm(fitting, flags, renaming);
    } catch (InexpressibleTermException e) {
      Addressed withoutReason = OldForms.withoutReason(fitting);
      if (withoutReason == null) {
        throw e;
      }
      return fittingInForm(withoutReason, flags, renaming);
    }
  }

  private static OutboundFrame fittingInForm(
      Addressed message, Flags flags, @Nullable Renaming renaming) {
    TermForms forms = OldForms.terms(flags);
    if (!flags.has(DistributionFlag.DIST_HDR_ATOM_CACHE)) {
      TermOutput out = TermOutput.gathering(INITIAL_CAPACITY, null, forms, renaming);
      return new OutboundFrame(message, out, NO_ATOMS, null, null);
    }
    AtomRefs atoms = new AtomRefs();
    TermOutput out = TermOutput.gathering(INITIAL_CAPACITY, atoms, forms, renaming);
    return new OutboundFrame(message, out, atoms, null, null);
  }

  /// For a peer whose flags are not known yet: in today's form.
  public static OutboundFrame encodeAhead(Addressed message) {
    return encodeAhead(message, null);
  }

  /// As the other one.
  ///
  /// @param renaming of this node's own pids; null for a node that has its name for good
  public static OutboundFrame encodeAhead(Addressed message, @Nullable Renaming renaming) {
    TermOutput out = TermOutput.gathering(INITIAL_CAPACITY, null, TermForms.ALL, renaming);
    return new OutboundFrame(message, out, NO_ATOMS, message, renaming);
  }

  /// This frame, or another one, for a peer with these flags; null if such a peer gets nothing.
  @SuppressWarnings("ReferenceEquality") // the same message back means: as it is
  public @Nullable OutboundFrame fitting(Flags flags) {
    Addressed message = source;
    if (message == null) {
      return this;
    }
    Addressed fitting = OldForms.fitting(message, flags);
    if (fitting == null) {
      return null;
    }
    if (fitting == message && canHave(flags)) {
      return this;
    }
    try {
      return encode(fitting, flags.without(DistributionFlag.DIST_HDR_ATOM_CACHE), renaming);
    } catch (InexpressibleTermException e) {
      log.warn("dropped a message that was queued before its peer was known: {}", e.getMessage());
      return null;
    }
  }

  /// Whether a peer with these flags knows all terms in it, for all that is known here.
  private boolean canHave(Flags flags) {
    return switch (OldForms.terms(flags)) {
      case ALL -> true;
      case WITHOUT_RECORDS -> !records;
      case OTP_23 -> false;
    };
  }

  /// Bytes, without what stands before them.
  public int length() {
    return length;
  }

  /// What the frame counts for as an answer that the node itself owes the peer; 0 if it is none.
  public int answerBytes() {
    return answerBytes;
  }

  /// Makes it an answer; before it is queued.
  public void answer(int bytes) {
    answerBytes = bytes;
  }

  /// Bytes that were not copied yet.
  int left() {
    return length - copied;
  }

  /// Copies the next bytes. A binary goes from its own array to the memory that the socket takes it
  /// from, without a copy in between.
  void copyTo(ByteBuf out, int count) {
    if (buffers == null) {
      out.writeBytes(array, copied, count);
      copied += count;
    } else {
      copyTo(out, count, buffers);
    }
  }

  private void copyTo(ByteBuf out, int count, ByteBuffer[] pieces) {
    for (int left = count; left > 0; ) {
      ByteBuffer piece = pieces[buffersCopied];
      int fitting = Math.min(left, piece.remaining());
      int end = piece.limit();
      out.writeBytes(piece.limit(piece.position() + fitting));
      piece.limit(end);
      left -= fitting;
      copied += fitting;
      if (!piece.hasRemaining()) {
        buffersCopied++;
      }
    }
  }

  /// Copies the next bytes, few of them, to what goes before the others.
  void copyTo(TermOutput out, int count) {
    byte[] bytes = new byte[count];
    copyTo(Unpooled.wrappedBuffer(bytes).clear(), count);
    out.writeBytes(bytes);
  }

  /// Where the payload begins; [#length] if there is none.
  int payload() {
    return payload;
  }

  AtomRefs atoms() {
    return atoms;
  }

  /// The process whose signals have to keep their order with this one; null if it is not known.
  @Nullable Pid sender() {
    return sender;
  }

  private static @Nullable Pid sender(ControlMessage control) {
    return switch (control) {
      case Send send -> send.from();
      case SendToName send -> send.from();
      case SendToAlias send -> send.from();
      case SendAnonymously _ -> null;
      case LinkMessage link -> link.from();
      case ExitMessage exit -> exit.from();
      case Monitor monitor -> monitor.from();
      case Demonitor demonitor -> demonitor.from();
      case MonitorExit exit -> exit.from() instanceof Pid pid ? pid : exit.process();
      case MonitorExitWithReason exit -> exit.from() instanceof Pid pid ? pid : null;
      case SpawnRequest request -> request.from();
      case SpawnReply reply -> reply.result() instanceof Pid pid ? pid : null;
      case AltactMessage altact -> altact.from();
      case GroupLeaderMessage group -> group.caller();
    };
  }

  /// A control message and its payload.
  public record Addressed(ControlMessage control, @Nullable Term payload) {
    /// Checks that there is a payload exactly if there has to be one.
    public Addressed {
      if (control.hasPayload() != (payload != null)) {
        throw new IllegalArgumentException(
            "control message %d %s a payload"
                .formatted(control.operation(), control.hasPayload() ? "needs" : "does not take"));
      }
    }
  }
}
