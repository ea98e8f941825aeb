package io.jergon.interop;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A peer node made of raw sockets, which can say what no real node says: wrong digests, few flags,
/// broken frames.
///
/// The handshake is that of erl_dist_protocol, "Distribution Handshake", version 6; A is we, B the
/// node under test:
///
/// ```
/// A -> B  length:16 'N' flags:64 creation:32 nlen:16 name
/// B -> A  length:16 's' status
/// B -> A  length:16 'N' flags:64 challenge:32 creation:32 nlen:16 name
/// A -> B  length:16 'r' challenge:32 digest:16 bytes
/// B -> A  length:16 'a' digest:16 bytes
/// then    length:32 frame
/// ```
final class FakePeer implements AutoCloseable {

  /// What OTP 26 and newer demand.
  static final long MANDATORY_FLAGS = 0x4_0307_0F94L;

  /// Everything that a node without atom cache and fragments can do.
  static final long BRING_UP_FLAGS = 0xD_075F_5FBCL;

  static final long BIG_CREATION = 0x4_0000L;
  static final int CREATION = 77;

  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /// What the node's log calls it before it has a name.
  String address() {
    return socket.getLocalSocketAddress().toString();
  }

  FakePeer(Socket socket) {
    try {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects to a node and says nothing yet.
  static FakePeer connect(DemoUnderTest demo) {
    return connect(portOf(demo.epmdPort(), demo.node().substring(0, demo.node().indexOf('@'))));
  }

  static FakePeer connect(int port) {
    try {
      var socket = new Socket();
      socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
      return new FakePeer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects to a node and does the whole handshake, also where the node has not done with a
  /// former connection yet.
  static FakePeer handshake(DemoUnderTest demo, String name, long flags) {
    var peer = connect(demo);
    peer.sendName(flags, name);
    String status = peer.status();
    if (status.equals("alive")) {
      peer.sendStatus("true");
    } else if (!status.startsWith("ok")) {
      throw new IllegalStateException("status " + status);
    }
    peer.finish(demo.cookie());
    return peer;
  }

  /// Asks an EPMD for a node's port. PORT2_REQ = 122, PORT2_RESP = 119.
  static int portOf(int epmdPort, String shortName) {
    try (var epmd = connect(epmdPort)) {
      epmd.raw(
          message(
              buffer -> buffer.put((byte) 122).put(shortName.getBytes(StandardCharsets.UTF_8))));
      if (epmd.in.readByte() != 119 || epmd.in.readByte() != 0) {
        throw new IllegalStateException(
            shortName + " is not registered with the EPMD on " + epmdPort);
      }
      return epmd.in.readUnsignedShort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Registers a listening socket's port under a name; the name lasts until the returned connection
  /// is closed. ALIVE2_REQ = 120.
  static FakePeer register(int epmdPort, String shortName, ServerSocket listener) {
    var epmd = connect(epmdPort);
    byte[] name = shortName.getBytes(StandardCharsets.UTF_8);
    epmd.raw(
        message(buffer ->
            buffer
                .put((byte) 120)
                .putShort((short) listener.getLocalPort())
                .put((byte) 72)
                .put((byte) 0)
                .putShort((short) 6)
                .putShort((short) 5)
                .putShort((short) name.length)
                .put(name)
                .putShort((short) 0)));
    try {
      int tag = epmd.in.readByte();
      int result = epmd.in.readByte();
      if (tag != 118 || result != 0) {
        throw new IllegalStateException("EPMD answered " + tag + ", " + result);
      }
      epmd.in.readInt();
      return epmd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ServerSocket listen() {
    try {
      var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(TIMEOUT_MS);
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for the node under test to connect.
  static FakePeer accept(ServerSocket listener) {
    try {
      return new FakePeer(listener.accept());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendName(long flags, String name) {
    raw(nameMessage(flags, name));
  }

  static byte[] nameMessage(long flags, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return message(buffer ->
        buffer
            .put((byte) 'N')
            .putLong(flags)
            .putInt(CREATION)
            .putShort((short) bytes.length)
            .put(bytes));
  }

  /// Opens as nodes before OTP 23 do: 'n', version 5, flags of 32 bits.
  void sendOldName(int flags, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    raw(message(buffer -> buffer.put((byte) 'n').putShort((short) 5).putInt(flags).put(bytes)));
  }

  /// Reads a challenge as nodes before OTP 23 send and want it, and returns it.
  int oldChallenge() {
    var message = ByteBuffer.wrap(readMessage());
    if (message.get() != 'n' || message.getShort() != 5) {
      throw new IllegalStateException("no old challenge message");
    }
    message.getInt();
    return message.getInt();
  }

  /// Sends a challenge as nodes before OTP 23 do.
  void sendOldChallenge(int flags, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    raw(
        message(buffer ->
            buffer.put((byte) 'n').putShort((short) 5).putInt(flags).putInt(12345).put(bytes)));
  }

  /// Reads the reply to our challenge, which must prove the cookie, and answers it.
  void acknowledge(String cookie) {
    var reply = ByteBuffer.wrap(readMessage());
    var proof = new byte[16];
    if (reply.get() != 'r') {
      throw new IllegalStateException("no challenge reply");
    }
    int challenge = reply.getInt();
    reply.get(proof);
    if (!MessageDigest.isEqual(proof, digest(cookie, 12345))) {
      throw new IllegalStateException("wrong digest");
    }
    raw(message(buffer -> buffer.put((byte) 'a').put(digest(cookie, challenge))));
  }

  /// Reads the status message's text.
  String status() {
    byte[] message = readMessage();
    if (message[0] != 's') {
      throw new IllegalStateException("message " + (char) message[0] + " (expected: s)");
    }
    return new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1);
  }

  void sendStatus(String status) {
    raw(
        message(
            buffer -> buffer.put((byte) 's').put(status.getBytes(StandardCharsets.ISO_8859_1))));
  }

  /// Reads the challenge message and returns the challenge.
  int challenge() {
    var message = ByteBuffer.wrap(readMessage());
    if (message.get() != 'N') {
      throw new IllegalStateException("no challenge message");
    }
    message.getLong();
    return message.getInt();
  }

  /// Sends a challenge as the side that was dialled does.
  void sendChallenge(long flags, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    raw(
        message(buffer ->
            buffer
                .put((byte) 'N')
                .putLong(flags)
                .putInt(12345)
                .putInt(CREATION)
                .putShort((short) bytes.length)
                .put(bytes)));
  }

  void sendReply(int challenge, String cookie) {
    raw(message(buffer -> buffer.put((byte) 'r').putInt(12345).put(digest(cookie, challenge))));
  }

  /// After the status: challenge, reply, acknowledgement, which must prove the same cookie.
  void finish(String cookie) {
    finish(cookie, challenge());
  }

  /// After the challenge: reply and acknowledgement.
  void finish(String cookie, int challenge) {
    sendReply(challenge, cookie);
    byte[] ack = readMessage();
    var expected = ByteBuffer.allocate(17).put((byte) 'a').put(digest(cookie, 12345)).array();
    if (!MessageDigest.isEqual(ack, expected)) {
      throw new IllegalStateException("wrong acknowledgement");
    }
  }

  /// Sends a frame: length:32 and the bytes.
  void frame(byte... bytes) {
    raw(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  /// Sends a pass-through frame: 112, a control term and perhaps a message, both as term_to_binary
  /// makes them.
  void send(byte[] control, byte @Nullable [] message) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(112);
    bytes.writeBytes(control);
    if (message != null) {
      bytes.writeBytes(message);
    }
    frame(bytes.toByteArray());
  }

  /// Reads the next frame that is no tick.
  byte[] readFrame() {
    try {
      for (int length = in.readInt(); ; length = in.readInt()) {
        if (length != 0) {
          return readBytes(length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] readMessage() {
    try {
      return readBytes(in.readUnsignedShort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void raw(byte... bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the other side closes the connection within the limit, whatever it sends before.
  boolean closedWithin(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      var junk = new byte[4096];
      while (true) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          return false;
        }
        socket.setSoTimeout(Math.toIntExact(left));
        if (in.read(junk) < 0) {
          return true;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (SocketException | EOFException e) {
      return true; // reset: closed with our bytes unread
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] readBytes(int length) throws IOException {
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  /// A message of the handshake or of EPMD: length:16 and what `body` puts.
  static byte[] message(java.util.function.Consumer<ByteBuffer> body) {
    var buffer = ByteBuffer.allocate(70_000);
    buffer.position(2);
    body.accept(buffer);
    buffer.putShort(0, (short) (buffer.position() - 2));
    var bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static byte[] digest(String cookie, int challenge) {
    try {
      return MessageDigest.getInstance("MD5")
          .digest(
              (cookie + Integer.toUnsignedString(challenge)).getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
