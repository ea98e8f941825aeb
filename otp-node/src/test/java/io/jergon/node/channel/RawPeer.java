package io.jergon.node.channel;

import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.HandshakeAction;
import io.jergon.node.handshake.InitiatorHandshake;
import io.jergon.node.handshake.LocalNode;
import io.jergon.node.name.NodeName;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;

/// A peer on a blocking socket that behaves as badly as its test wants.
public final class RawPeer implements AutoCloseable {
  final Socket socket;
  final DataInputStream in;
  final DataOutputStream out;

  private final boolean tls;

  RawPeer(TestNode node) throws IOException {
    this(node.address);
  }

  public RawPeer(InetSocketAddress node) throws IOException {
    this(new Socket(node.getAddress(), node.getPort()), false);
  }

  /// @param tls whether messages of the handshake have lengths of 4 bytes
  RawPeer(Socket socket, boolean tls) throws IOException {
    this.socket = socket;
    this.tls = tls;
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /// Shakes hands as a node of that name with the cookie `secret`.
  public RawPeer shakeHands(String name, NodeName peer) throws IOException {
    InitiatorHandshake handshake =
        new InitiatorHandshake(
            new LocalNode(NodeName.of(name), 9, Flags.BRING_UP, Flags.MANDATORY_26),
            peer,
            "secret",
            () -> true,
            new Random(1));
    List<HandshakeAction> actions = handshake.start();
    while (true) {
      for (HandshakeAction action : actions) {
        switch (action) {
          case HandshakeAction.Send(byte[] message) -> {
            write(message);
          }
          case HandshakeAction.Established _ -> {
            return this;
          }
          case HandshakeAction.Proven _, HandshakeAction.Failed _ ->
              throw new IOException("handshake: " + action);
        }
      }
      byte[] message = new byte[tls ? in.readInt() : in.readUnsignedShort()];
      in.readFully(message);
      actions = handshake.received(message);
    }
  }

  /// Says a name, and nothing more.
  void claim(String name) throws IOException {
    InitiatorHandshake handshake =
        new InitiatorHandshake(
            new LocalNode(NodeName.of(name), 9, Flags.BRING_UP, Flags.MANDATORY_26),
            NodeName.of("x@h"),
            "secret",
            () -> true,
            new Random(1));
    for (HandshakeAction action : handshake.start()) {
      if (action instanceof HandshakeAction.Send(byte[] message)) {
        write(message);
      }
    }
  }

  private void write(byte[] message) throws IOException {
    if (tls) {
      out.writeInt(message.length);
    } else {
      out.writeShort(message.length);
    }
    out.write(message);
  }

  public void frame(byte[] body) throws IOException {
    out.writeInt(body.length);
    out.write(body);
  }

  /// The next frame; a tick is empty.
  byte[] frame() throws IOException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return body;
  }

  /// Whether the node has closed the connection: waits for that.
  public boolean closed() throws IOException {
    byte[] rest = new byte[4096];
    while (true) {
      try {
        if (in.read(rest) < 0) {
          return true;
        }
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (java.net.SocketException e) {
        return true; // reset: closed with bytes unread
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
