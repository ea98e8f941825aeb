package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A [FakePeer] that has shaken hands properly, and misuses that.
final class Vandal implements AutoCloseable {
  /// With distribution header and fragments.
  static final long HEADER_FLAGS = FakePeer.BRING_UP_FLAGS | 0x80_2000L;

  private static final int CHUNK = 64 << 10;

  private final String name;
  private final Atom node;
  private final FakePeer peer;

  private Vandal(String name, FakePeer peer) {
    this.name = name;
    this.node = Atom.of(name);
    this.peer = peer;
  }

  /// Shakes hands with the small node.
  static Vandal of(String name, int port, long flags) {
    FakePeer peer = FakePeer.connect(port);
    peer.sendName(flags, name + "@127.0.0.1");
    String status = peer.status();
    if (status.equals("alive")) {
      peer.sendStatus("true");
    } else if (!status.startsWith("ok")) {
      throw new IllegalStateException("status " + status);
    }
    peer.finish(Place.COOKIE);
    return new Vandal(name + "@127.0.0.1", peer);
  }

  String name() {
    return name;
  }

  FakePeer peer() {
    return peer;
  }

  Pid pid(int number) {
    return Pid.of(node, number & 0x7fff, number >>> 15, FakePeer.CREATION);
  }

  Ref ref(int number) {
    return Ref.of(node, FakePeer.CREATION, 1, number, 0);
  }

  Tuple link(int from, Pid to) {
    return control(1, pid(from), to);
  }

  Tuple sendTo(String registered) {
    return control(6, pid(1), Atom.EMPTY, Atom.of(registered));
  }

  Tuple monitor(int number, Term target) {
    return control(19, pid(1), target, ref(number));
  }

  Tuple demonitor(int number, Term target) {
    return control(20, pid(1), target, ref(number));
  }

  Tuple exit(Pid to) {
    return control(26, pid(1), to);
  }

  Tuple aliasSend(Ref alias) {
    return control(33, pid(1), alias);
  }

  Tuple unlink(int number, Pid to) {
    return control(35, IntegerTerm.of(number + 1), pid(number), to);
  }

  /// A spawn request of `small:Function/Arity`.
  Tuple spawn(int number, String function, int arity, Term options) {
    Term mfa = Tuple.of(Atom.of("small"), Atom.of(function), IntegerTerm.of(arity));
    return control(29, ref(number), pid(1), pid(1), mfa, options);
  }

  static Tuple control(int operation, Term... fields) {
    Term[] all = new Term[fields.length + 1];
    all[0] = IntegerTerm.of(operation);
    System.arraycopy(fields, 0, all, 1, fields.length);
    return Tuple.of(all);
  }

  static Term list(Term... elements) {
    return ListTerm.of(elements);
  }

  /// A frame that is passed through.
  static byte[] frame(Tuple control, @Nullable Term payload) {
    return frame(
        TermEncoder.encode(control), payload == null ? new byte[0] : TermEncoder.encode(payload));
  }

  static byte[] frame(byte[] control, byte[] payload) {
    int length = 1 + control.length + payload.length;
    return ByteBuffer.allocate(4 + length)
        .putInt(length)
        .put((byte) 112)
        .put(control)
        .put(payload)
        .array();
  }

  /// The first of several fragments, with no atoms in its header, all spelled out.
  static byte[] firstFragment(long sequence, long fragments, Tuple control, byte[] part) {
    byte[] body = TermEncoder.encode(control);
    return ByteBuffer.allocate(4 + 19 + body.length - 1 + part.length)
        .putInt(19 + body.length - 1 + part.length)
        .put((byte) 131)
        .put((byte) 69)
        .putLong(sequence)
        .putLong(fragments)
        .put((byte) 0)
        .put(body, 1, body.length - 1)
        .put(part)
        .array();
  }

  /// Another fragment.
  static byte[] fragment(long sequence, long number, byte[] part) {
    return ByteBuffer.allocate(4 + 18 + part.length)
        .putInt(18 + part.length)
        .put((byte) 131)
        .put((byte) 70)
        .putLong(sequence)
        .putLong(number)
        .put(part)
        .array();
  }

  /// Sends so many frames, or fewer if the node closes the connection before.
  ///
  /// @return how many were written
  int flood(int count, IntFunction<byte[]> frame) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    try {
      for (int i = 0; i < count; i++) {
        chunk.writeBytes(frame.apply(i));
        if (chunk.size() >= CHUNK || i == count - 1) {
          peer.raw(chunk.toByteArray());
          chunk.reset();
        }
      }
      return count;
    } catch (UncheckedIOException closed) {
      return -1; // by the node: whether it should is asked otherwise
    }
  }

  /// As [#flood], on a thread of its own: writing waits while the node does not read.
  Thread floodAside(int count, IntFunction<byte[]> frame) {
    return Thread.ofPlatform().daemon().start(() -> flood(count, frame));
  }

  boolean closedWithin(Duration limit) {
    return peer.closedWithin(limit);
  }

  /// The control message of the next frame.
  Tuple answer() {
    byte[] frame = peer.readFrame();
    return (Tuple) TermDecoder.DEFAULT.decode(new TermInput(frame, 1, frame.length - 1));
  }

  @Override
  public void close() {
    peer.close();
  }
}
