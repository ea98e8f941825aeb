package io.jergon.interop;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// Stands between a node and who dials it. It lets the messages of a handshake through one by one,
/// remembers the statuses, and holds what a test wants held: so two real nodes can be brought to
/// any step of two handshakes at once, without a sleep.
///
/// ```text
///   dialler  -- 'N' name, 's' true or false, 'r' reply -->  gate  -->  target
///            <-- 's' status, 'N' challenge, 'a' ack ------
/// ```
///
/// Over TLS it has a certificate that both sides take, and the lengths before the messages have
/// four bytes.
final class HandshakeGate implements AutoCloseable {
  private static final long PATIENCE = 20;

  /// A kind of message of the dialler that waits.
  private record Hold(CountDownLatch reached, CountDownLatch released) {}

  private final boolean tls = Wire.tls();
  private final SocketFactory towards;
  private final ServerSocket listener;
  private final int target;
  private final List<String> statuses = new CopyOnWriteArrayList<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final List<Socket> diallers = new CopyOnWriteArrayList<>();
  private final List<Socket> targets = new CopyOnWriteArrayList<>();
  private final Map<Character, Hold> holds = new ConcurrentHashMap<>();
  private volatile boolean oneSided;

  /// @param target the port of the node behind it
  HandshakeGate(int target) {
    this.target = target;
    towards =
        Wire.between()
            .<SocketFactory>map(SSLContext::getSocketFactory)
            .orElseGet(SocketFactory::getDefault);
    try {
      listener = listening().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      if (listener instanceof SSLServerSocket secure) {
        secure.setNeedClientAuth(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocketFactory listening() {
    return Wire.between()
        .<ServerSocketFactory>map(SSLContext::getServerSocketFactory)
        .orElseGet(ServerSocketFactory::getDefault);
  }

  ServerSocket listener() {
    return listener;
  }

  int port() {
    return listener.getLocalPort();
  }

  /// What the target answered to names, in order.
  List<String> statuses() {
    return List.copyOf(statuses);
  }

  /// What diallers answered to `alive`, in order.
  List<String> answers() {
    return List.copyOf(answers);
  }

  /// Holds the dialler's next message of this kind, `N`, `s` or `r`.
  void hold(char kind) {
    holds.put(kind, new Hold(new CountDownLatch(1), new CountDownLatch(1)));
  }

  /// Waits until such a message is here.
  void awaitHeld(char kind) throws InterruptedException {
    if (!Objects.requireNonNull(holds.get(kind)).reached().await(PATIENCE, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no message " + kind + " came; statuses: " + statuses);
    }
  }

  /// Lets it go on.
  void release(char kind) {
    Objects.requireNonNull(holds.remove(kind)).released().countDown();
  }

  /// Closes all connections of the dialler, and lets the target believe that they live.
  void loseDialler() throws IOException {
    oneSided = true;
    for (Socket socket : diallers) {
      socket.close();
    }
    diallers.clear();
  }

  /// Ends all connections through the gate, those with a held message too, for both sides.
  void loseAll() throws IOException {
    closeAll();
    diallers.clear();
    targets.clear();
    for (char kind : holds.keySet()) {
      release(kind);
    }
  }

  private void closeAll() throws IOException {
    List<Socket> all = new ArrayList<>(diallers);
    all.addAll(targets);
    for (Socket socket : all) {
      socket.close();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket from = listener.accept();
        Socket to = towards.createSocket(InetAddress.getLoopbackAddress(), target);
        from.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        diallers.add(from);
        targets.add(to);
        oneSided = false;
        Thread.ofVirtual().start(() -> pump(from, to, true));
        Thread.ofVirtual().start(() -> pump(to, from, false));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pump(Socket from, Socket to, boolean dialler) {
    try {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      char last = dialler ? 'r' : 'a';
      char kind = 0;
      while (kind != last) {
        byte[] message = new byte[tls ? in.readInt() : in.readUnsignedShort()];
        in.readFully(message);
        kind = (char) message[0];
        if (dialler) {
          mayWait(kind);
        }
        if (kind == 's') {
          String text = new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1);
          (dialler ? answers : statuses).add(text);
        }
        out.write(framed(message));
        out.flush();
      }
      in.transferTo(out);
    } catch (IOException e) {
      // one of them has closed: so does the other
    } finally {
      ended(from, to);
    }
  }

  /// In one piece, as nodes send it.
  private byte[] framed(byte[] message) {
    ByteBuffer frame = ByteBuffer.allocate(4 + message.length);
    if (tls) {
      frame.putInt(message.length);
    } else {
      frame.putShort((short) message.length);
    }
    return Arrays.copyOf(frame.put(message).array(), frame.position());
  }

  private void ended(Socket from, Socket to) {
    if (oneSided && targets.contains(to)) {
      return;
    }
    try {
      from.close();
      to.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mayWait(char kind) {
    Hold hold = holds.get(kind);
    if (hold == null) {
      return;
    }
    hold.reached().countDown();
    try {
      hold.released().await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a gate", e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
