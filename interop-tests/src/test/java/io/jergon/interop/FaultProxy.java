package io.jergon.interop;

import io.jergon.testkit.Epmd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A bad network between two nodes: whoever dials the node by the second EPMD comes through here.
///
/// ```text
///   dialler --- its EPMD: "erl" is here --- proxy --- erl's EPMD: its real port --- erl
/// ```
///
/// Bytes go through as they are, late, one at a time, in one direction only, or not at all; and
/// sockets stay open until they are [#reset].
final class FaultProxy implements AutoCloseable {
  private final ServerSocket listener = FakePeer.listen();
  private final FakePeer registration;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService late =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("late bytes").unstarted(task));
  private final AtomicLong forwarded = new AtomicLong();

  private volatile Duration delay = Duration.ZERO;
  private volatile boolean oneByOne;
  private volatile long most = Long.MAX_VALUE;
  private volatile CountDownLatch toTarget = new CountDownLatch(0);
  private volatile CountDownLatch fromTarget = new CountDownLatch(0);

  /// @param name the node's name without its host
  /// @param real the EPMD that knows its port
  /// @param dialler the EPMD that those ask who are to come this way
  FaultProxy(String name, Epmd real, Epmd dialler) {
    this.target = FakePeer.portOf(real.port(), name);
    this.registration = FakePeer.register(dialler.port(), name, listener);
    Thread.ofPlatform().daemon().name("proxy of " + name).start(this::accept);
  }

  /// From now on all bytes arrive so much later.
  void delay(Duration time) {
    delay = time;
  }

  /// Each byte in a segment of its own, or not any more.
  void oneByOne(boolean on) {
    oneByOne = on;
  }

  /// Nothing gets through any more, and nobody is told.
  void hold() {
    holdToTarget();
    holdFromTarget();
  }

  /// Nothing gets through any more once so many bytes did.
  void holdAfter(long bytes) {
    most = bytes;
  }

  /// Nothing gets through to the node that was dialled.
  void holdToTarget() {
    toTarget = new CountDownLatch(1);
  }

  /// Nothing gets through to the node that dialled.
  void holdFromTarget() {
    fromTarget = new CountDownLatch(1);
  }

  /// All goes through again; what was held, too, where somebody still wants it.
  void heal() {
    most = Long.MAX_VALUE;
    toTarget.countDown();
    fromTarget.countDown();
  }

  /// Resets all connections.
  void reset() {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        continue; // closed already
      } finally {
        close(socket);
      }
    }
  }

  /// Bytes that went through, in both directions.
  long forwarded() {
    return forwarded.get();
  }

  /// Connections that are open.
  int connections() {
    return sockets.size() / 2;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        listener.setSoTimeout(0);
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        for (Socket socket : List.of(client, server)) {
          socket.setTcpNoDelay(true);
          sockets.add(socket);
        }
        pump(client, server, true);
        pump(server, client, false);
      } catch (IOException e) {
        continue; // the node is gone, or the proxy
      }
    }
  }

  private void pump(Socket from, Socket to, boolean there) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              (there ? toTarget : fromTarget).await();
              forward(out, Arrays.copyOf(buffer, n), to);
            }
          } catch (IOException e) {
            // closed by one of the nodes: the other one is told below
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          later(() -> {
            close(from);
            close(to);
          });
        });
  }

  private void forward(OutputStream out, byte[] bytes, Socket to) throws IOException {
    if (delay.isZero()) {
      write(out, bytes);
    } else {
      later(() -> {
        try {
          write(out, bytes);
        } catch (IOException e) {
          close(to);
        }
      });
    }
  }

  private void later(Runnable task) {
    try {
      late.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      task.run(); // the proxy is closed: nothing is late any more
    }
  }

  private void write(OutputStream out, byte[] bytes) throws IOException {
    if (oneByOne) {
      for (byte one : bytes) {
        out.write(one);
      }
    } else {
      out.write(bytes);
    }
    if (forwarded.addAndGet(bytes.length) >= most) {
      hold();
    }
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    heal();
    late.shutdown();
    registration.close();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }
}
