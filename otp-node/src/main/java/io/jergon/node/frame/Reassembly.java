package io.jergon.node.frame;

import io.jergon.etf.Atom;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.quota.Share;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The messages of which some fragments have arrived (erl_dist_protocol and erl_ext_dist,
/// "Distribution Header for fragmented messages", OTP 22).
///
/// Fragments are numbered downwards to 1; those of one message come in that order, among those of
/// others. All unfinished messages of a connection together may take so many bytes, whatever they
/// announce: a peer that begins and never ends is cut off. They are dropped with the connection.
/// Owned by the event loop.
final class Reassembly {
  /// What a message costs before it has any bytes.
  private static final int OVERHEAD = 256;

  /// A decoded control message may take so many bytes for each byte of header and tuple.
  private static final int DECODED = 16;

  /// An announcement is believed up to so many times what has arrived.
  private static final int GROWTH = 40;

  /// So much is believed while all messages together take no more than this part of what they may.
  private static final int GENEROUS = 8;

  private static final int LONGEST = Integer.MAX_VALUE - 8; // what an array holds

  private final Map<Long, Unfinished> unfinished = new HashMap<>();
  private final long maxBytes;
  private final Share share;
  private long bytes;

  /// @param maxBytes what all unfinished messages may take together
  /// @param share where they count; what is left of them at the end is given back with all of it
  Reassembly(long maxBytes, Share share) {
    this.maxBytes = maxBytes;
    this.share = share;
  }

  /// The payload of a message, all of it or what has arrived.
  final class Unfinished {
    private final long sequence;
    private final ControlMessage control;
    private final Atom[] atoms;
    private final long overhead;
    private long next; // the number of the fragment that has to come
    private final long announced; // bytes; a guess, and by a peer that may lie
    private byte[] payload = {};
    private int size;

    private Unfinished(
        long sequence,
        ControlMessage control,
        Atom[] atoms,
        long fragments,
        long announced,
        long overhead) {
      this.sequence = sequence;
      this.control = control;
      this.atoms = atoms;
      this.announced = announced;
      this.overhead = overhead;
      this.next = fragments;
    }

    ControlMessage control() {
      return control;
    }

    Atom[] atoms() {
      return atoms;
    }

    /// The bytes up to [#size]; nobody else writes to them any more.
    byte[] payload() {
      return payload;
    }

    int size() {
      return size;
    }

    /// Bytes of the fragment that is being received, straight to where they stay.
    void append(ByteBuf in, int bytes) {
      makeRoom(this, bytes);
      in.readBytes(payload, size, bytes);
      size += bytes;
    }

    /// A fragment is there; true if it was the last one.
    boolean fragmentComplete() {
      next--;
      if (next > 0) {
        return false;
      }
      unfinished.remove(sequence);
      bytes -= overhead + payload.length;
      share.give(overhead + payload.length);
      return true;
    }
  }

  /// The first of several fragments, from `offset` of the frame on.
  void begin(
      long sequence,
      long fragments,
      ControlMessage control,
      Atom[] atoms,
      byte[] frame,
      int offset) {
    long overhead = OVERHEAD + (long) DECODED * offset;
    long announced = fragments > LONGEST / frame.length ? LONGEST : fragments * frame.length;
    Unfinished message = new Unfinished(sequence, control, atoms, fragments, announced, overhead);
    if (unfinished.put(sequence, message) != null) {
      throw new ProtocolException("fragment sequence %d begun twice".formatted(sequence));
    }
    claim(overhead);
    int length = frame.length - offset;
    message.append(Unpooled.wrappedBuffer(frame, offset, length), length);
    message.next--;
  }

  /// The message of which this is the next fragment, another one than the first.
  Unfinished next(long sequence, long fragment) {
    Unfinished message = unfinished.get(sequence);
    if (message == null) {
      throw new ProtocolException(
          "fragment %d of the unknown sequence %d".formatted(fragment, sequence));
    }
    if (fragment != message.next) {
      throw new ProtocolException(
          "fragment %d of sequence %d (expected: %d)".formatted(fragment, sequence, message.next));
    }
    return message;
  }

  /// Bytes that unfinished messages take.
  long bytes() {
    return bytes;
  }

  private void makeRoom(Unfinished message, int length) {
    long needed = (long) message.size + length;
    if (needed > message.payload.length) {
      grow(message, needed);
    }
  }

  /// Fragments are of one size, the last one excepted, and the first frame, with all that is before
  /// its part, is no shorter than a part. So an honest peer has announced at least what comes, and
  /// a message of up to 2 MiB gets its array at once, a longer one mostly moves once. What has been
  /// announced and does not come costs memory: beyond an allowance that all messages have together
  /// the array is at most twice what has arrived.
  private void grow(Unfinished message, long needed) {
    if (needed > LONGEST) {
      throw new ProtocolException("a message in fragments of more than 2 GiB");
    }
    long room = share.room();
    long allowance = Math.min(maxBytes, room) / GENEROUS - bytes;
    long believed = Math.min(needed * GROWTH, message.payload.length + allowance);
    long capacity = Math.max(needed * 2, believed);
    if (needed <= message.announced) {
      capacity = Math.min(capacity, message.announced);
    }
    long free = Math.min(maxBytes - bytes, room) + message.payload.length;
    capacity = Math.max(needed, Math.min(capacity, Math.min(free, LONGEST)));
    claim(capacity - message.payload.length);
    message.payload = Arrays.copyOf(message.payload, (int) capacity);
  }

  private void claim(long more) {
    bytes += more;
    if (bytes > maxBytes) {
      throw new ProtocolException(
          "unfinished messages of more than %d bytes in %d sequences"
              .formatted(maxBytes, unfinished.size()));
    }
    if (!share.take(more)) {
      throw new ProtocolException(
          "unfinished messages of %d bytes in %d sequences, more than its share of the memory"
              .formatted(bytes, unfinished.size()));
    }
  }
}
