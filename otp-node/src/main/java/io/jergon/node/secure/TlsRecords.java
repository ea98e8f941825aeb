package io.jergon.node.secure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// The records of a TLS 1.3 connection whose handshake is over (RFC 8446, 5): seals what goes out,
/// opens what comes in.
///
/// ```text
/// BEFORE                          AFTER
/// +-----------------------+       +------+--------+----------+----------------------------+
/// | up to MOST bytes      | ----> | 0x17 | 0x0303 | length:16| bytes, 0x17, tag: encrypted |
/// +-----------------------+       +------+--------+----------+----------------------------+
/// ```
///
/// One thread may seal while another one opens; the engine has one lock for both, and is in it for
/// one record. What the engine has to say by itself goes out before the bytes that are sealed next,
/// or by [#sealNothing]: the answer to new keys (KeyUpdate), an alert, the farewell.
///
/// Bytes lie on the heap: the JDK encrypts and decrypts in place there, and by parts elsewhere.
public final class TlsRecords {
  /// So many bytes go into one record. The JDK puts in 2^14 less 17.
  public static final int MOST = (16 << 10) - 64;

  /// The head of a record: its type, version and length.
  public static final int HEAD = 5;

  /// The longest record (RFC 8446, 5.2), head included.
  public static final int LONGEST = HEAD + (16 << 10) + 256;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private ByteBuffer sealed; // of who seals
  private boolean owes; // of who opens

  /// @param engine of a handshake that is over, and [#goOnWith]
  public TlsRecords(SSLEngine engine) {
    this.engine = engine;
    this.sealed = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
  }

  /// Whether nothing but records can follow on the engine: in TLS 1.2 a handshake may.
  public static boolean goOnWith(SSLEngine engine) {
    HandshakeStatus status = engine.getHandshakeStatus();
    return engine.getSession().getProtocol().equals("TLSv1.3")
        && (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.NEED_WRAP);
  }

  /// Seals all of `plain`, after what the engine has to say.
  ///
  /// @return the records; until the next call
  /// @throws ClosedChannelException if the farewell was said, or an alert sent
  /// @throws SSLException if the engine does not go on
  public ByteBuffer seal(ByteBuffer plain) throws IOException {
    sealed.clear();
    boolean more = true;
    while (more) {
      SSLEngineResult result = engine.wrap(plain, sealed);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        sealed = ByteBuffer.allocate(2 * sealed.capacity()).put(sealed.flip());
      } else if (result.getStatus() == Status.CLOSED) {
        if (plain.hasRemaining()) {
          throw new ClosedChannelException();
        }
        more = false;
      } else {
        more = goesOn(result, plain.hasRemaining());
      }
    }
    return sealed.flip();
  }

  private static boolean goesOn(SSLEngineResult result, boolean left) throws SSLException {
    HandshakeStatus status = result.getHandshakeStatus();
    boolean moved = result.bytesProduced() > 0 || status == HandshakeStatus.FINISHED;
    if (left && !moved) {
      throw new SSLException("nothing can be written: " + status);
    }
    return left || (moved && status == HandshakeStatus.NEED_WRAP);
  }

  /// What the engine has to say; empty if nothing.
  public ByteBuffer sealNothing() throws IOException {
    return seal(NOTHING);
  }

  /// The farewell (close_notify), after which nothing can be sealed.
  public ByteBuffer farewell() throws IOException {
    engine.closeOutbound();
    return sealNothing();
  }

  /// The bytes of the record that begins with this head.
  ///
  /// @return head included
  /// @throws SSLException if it is longer than a record may be
  public static int length(byte[] head) throws SSLException {
    int length = HEAD + (((head[3] & 0xff) << 8) | (head[4] & 0xff));
    if (length > LONGEST) {
      throw new SSLException(
          "record of %d bytes announced (expected: at most %d)".formatted(length, LONGEST));
    }
    return length;
  }

  /// Opens one record. Many have no bytes in them for us.
  ///
  /// @param record whole; its bytes are overwritten
  /// @param plain with room for [#LONGEST]
  /// @return false if it is the peer's farewell
  /// @throws SSLException if it is broken, or an alert, or begins another handshake. Then the
  ///   engine may have something to say
  public boolean open(ByteBuffer record, ByteBuffer plain) throws SSLException {
    SSLEngineResult result = engine.unwrap(record, plain);
    HandshakeStatus status = result.getHandshakeStatus();
    owes = status == HandshakeStatus.NEED_WRAP;
    if (result.getStatus() == Status.CLOSED) {
      return false;
    }
    if (result.getStatus() != Status.OK || record.hasRemaining()) {
      throw new SSLException("record that is none: " + result.getStatus());
    }
    if (status == HandshakeStatus.NEED_TASK) {
      throw new SSLException("begins another handshake");
    }
    return true;
  }

  /// Whether the engine has something to say to the record that was opened last.
  public boolean owes() {
    return owes;
  }
}
