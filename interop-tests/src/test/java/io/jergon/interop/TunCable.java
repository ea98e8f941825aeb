package io.jergon.interop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A cable between two network namespaces, which loses IP packets, holds them back, or lets nothing
/// through in one direction. What TCP makes of that is the kernel's doing.
///
/// ```text
///   node A --- cable0 10.77.0.1/24 --- this JVM --- cable0 10.77.0.2/24 --- node B
///                                      packets, not bytes
/// ```
///
/// At both ends is a TUN device (Linux, Documentation/networking/tuntap.rst), from which this JVM
/// reads the packets that go out. A veth pair with `tc netem` would do the same where the kernel
/// has that queueing discipline; many small kernels do not.
final class TunCable {
  static final String A = "10.77.0.1";
  static final String B = "10.77.0.2";
  private static final String DEVICE = "cable0";
  private static final int MTU = 1500;

  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x4004_54caL; // linux/if_tun.h, and the next two
  private static final short IFF_TUN = 1;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40; // struct ifreq: 16 for the name, then the flags
  private static final int IFREQ_FLAGS = 16;

  private final NetworkNamespace a;
  private final Direction fromA;
  private final Direction fromB;

  /// One direction, and the thread that reads its packets.
  private static final class Direction {
    private final int from;
    private final int to;
    private final Random random;
    private final ScheduledExecutorService late =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("late packets").unstarted(task));
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    private volatile boolean open = true;
    private volatile double loss;
    private volatile Duration delay = Duration.ZERO;

    Direction(int from, int to, long seed) {
      this.from = from;
      this.to = to;
      this.random = new Random(seed);
      Thread.ofPlatform().daemon().name("packets").start(this::pump);
    }

    private void pump() {
      MemorySegment packet = Arena.ofAuto().allocate(MTU);
      while (true) {
        try {
          int length = Linux.read(from, packet);
          if (open && random.nextDouble() >= loss) {
            send(packet.asSlice(0, length).toArray(JAVA_BYTE));
          } else {
            lost.incrementAndGet();
          }
        } catch (IOException e) {
          return; // the device is gone
        }
      }
    }

    // Also without a delay by this one thread: a packet never passes those before it.
    private void send(byte[] packet) {
      late.schedule(() -> write(packet), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void write(byte[] packet) {
      try (Arena arena = Arena.ofConfined()) {
        Linux.write(to, arena.allocateFrom(JAVA_BYTE, packet));
        passed.incrementAndGet();
      } catch (IOException e) {
        lost.incrementAndGet(); // the device is down
      }
    }
  }

  /// Lays it.
  ///
  /// @param seed for what is lost
  TunCable(NetworkNamespace a, NetworkNamespace b, long seed) throws IOException {
    this.a = a;
    int endA = end(a, A);
    int endB = end(b, B);
    this.fromA = new Direction(endA, endB, seed);
    this.fromB = new Direction(endB, endA, seed + 1);
  }

  /// Fails where a cable could not be laid.
  static void tryOut(NetworkNamespace namespace) throws IOException {
    Linux.close(end(namespace, A));
  }

  private static int end(NetworkNamespace namespace, String address) throws IOException {
    int file =
        namespace.inside(() -> {
          int tun = Linux.open("/dev/net/tun", O_RDWR);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES);
            request.setString(0, DEVICE, StandardCharsets.US_ASCII);
            request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
            Linux.ioctl(tun, TUNSETIFF, request);
          }
          return tun;
        });
    namespace.ip("address", "add", address + "/24", "dev", DEVICE);
    namespace.ip("link", "set", DEVICE, "mtu", MTU + "", "up");
    return file;
  }

  /// Loses so many of the packets, 0.01 for one in a hundred, both ways.
  void lose(double share) {
    fromA.loss = share;
    fromB.loss = share;
  }

  /// Packets sent from now on arrive so much later, both ways.
  void delay(Duration time) {
    fromA.delay = time;
    fromB.delay = time;
  }

  /// Nothing gets through any more, and nobody is told.
  void cut() {
    cutFromA();
    cutFromB();
  }

  void cutFromA() {
    fromA.open = false;
  }

  void cutFromB() {
    fromB.open = false;
  }

  /// Takes the interface of A down, as a pulled plug does, and with it its routes.
  void unplug() throws IOException {
    a.ip("link", "set", DEVICE, "down");
  }

  /// All goes through again.
  void heal() throws IOException {
    fromA.open = true;
    fromB.open = true;
    a.ip("link", "set", DEVICE, "up");
  }

  @Override
  public String toString() {
    return "%d packets from A and %d from B, and %d and %d lost"
        .formatted(fromA.passed.get(), fromB.passed.get(), fromA.lost.get(), fromB.lost.get());
  }
}
