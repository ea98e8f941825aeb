package io.jergon.epmd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/// A client that speaks EPMD byte by byte, with no code of ours, so that it can also speak it
/// wrongly.
final class RawPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(200);

  final Socket socket = new Socket();

  RawPeer(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  /// Connects and sends one request with its length.
  static RawPeer asking(int port, byte[] request) throws IOException {
    return new RawPeer(port).send(frame(request));
  }

  RawPeer send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawPeer sendBytewise(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      socket.getOutputStream().write(b);
      socket.getOutputStream().flush();
      Thread.yield();
    }
    return this;
  }

  /// Sends the end of the stream; the server's answer can still be read.
  RawPeer shutdown() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Reads so many bytes, as hexadecimal digits; fewer if the stream ends.
  String read(int count) throws IOException {
    return hex(socket.getInputStream().readNBytes(count));
  }

  /// Reads until the server closes or resets.
  byte[] readToEnd() throws IOException {
    var all = new ByteArrayOutputStream();
    readInto(all);
    return all.toByteArray();
  }

  /// Reads until the server closes, or until it stays silent with the connection open.
  Answer answer() throws IOException {
    var all = new ByteArrayOutputStream();
    socket.setSoTimeout((int) LOOK.toMillis());
    try {
      readInto(all);
      return new Answer(all.toByteArray(), false);
    } catch (SocketTimeoutException e) {
      return new Answer(all.toByteArray(), true);
    } finally {
      socket.setSoTimeout((int) PATIENCE.toMillis());
    }
  }

  private void readInto(ByteArrayOutputStream all) throws IOException {
    var buffer = new byte[8192];
    try {
      for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) {
        all.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // A server that closes with bytes unread resets the connection.
      if (!String.valueOf(e.getMessage()).contains("reset")) {
        throw e;
      }
    }
  }

  /// Ends the connection with a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// What a server did.
  record Answer(byte[] bytes, boolean open) {
    @Override
    public String toString() {
      return hex(bytes) + (open ? " open" : " closed");
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /// A request with its length in front.
  static byte[] frame(byte[] request) {
    return ByteBuffer.allocate(2 + request.length)
        .putShort((short) request.length)
        .put(request)
        .array();
  }

  /// An opcode and text.
  static byte[] request(char opcode, String body) {
    return (opcode + body).getBytes(StandardCharsets.UTF_8);
  }

  /// ALIVE2_REQ for a normal node of versions 6 to 5 on port 5000.
  static byte[] alive(String name) {
    return alive(name.getBytes(StandardCharsets.UTF_8), 6, new byte[0]);
  }

  static byte[] alive(byte[] name, int high, byte[] extra) {
    return alive(name, name.length, high, extra, extra.length);
  }

  /// ALIVE2_REQ whose lengths may lie.
  static byte[] alive(byte[] name, int nameLength, int high, byte[] extra, int extraLength) {
    return ByteBuffer.allocate(13 + name.length + extra.length)
        .put((byte) 'x')
        .putShort((short) 5000)
        .put((byte) 77)
        .put((byte) 0)
        .putShort((short) high)
        .putShort((short) 5)
        .putShort((short) nameLength)
        .put(name)
        .putShort((short) extraLength)
        .put(extra)
        .array();
  }
}
