package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Bytes that mean nothing, sent to the server: it serves on, and nothing is left behind.
@Timeout(120)
class GarbageTest {
  private static final int CONNECTIONS = 1000;

  @RegisterExtension final Loops loops = new Loops();

  @Test
  void garbage_anyBytes_leavesNothing() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    var server = EpmdServer.builder().port(0).start(loops.group).join();
    var client = new EpmdClient(loops.group, server.port());
    var presence = client.register(NodeEntry.hidden("jvm", 1)).join();
    client.names("127.0.0.1").join();
    long descriptors = openDescriptors();

    for (int i = 0; i < CONNECTIONS; i++) {
      garbage(server.port(), random);
    }

    assertThat(client.lookup("jvm", "127.0.0.1").join()).as("seed %d", seed).isPresent();
    assertThat(presence.isLive()).isTrue();
    await()
        .untilAsserted(() -> {
          assertThat(client.names("127.0.0.1").join().nodes()).hasSize(1);
          assertThat(openDescriptors()).as("seed %d", seed).isLessThanOrEqualTo(descriptors + 5);
        });
  }

  /// Sends random bytes, the first ones often such that more are read, and leaves in some way.
  private static void garbage(int port, Random random) throws IOException {
    byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 10_000 : 50)];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      bytes[0] = 0;
    }
    if (bytes.length > 2 && random.nextBoolean()) {
      bytes[1] = (byte) (bytes.length - 2);
      bytes[2] = (byte) "xznd".charAt(random.nextInt(4));
    }
    try (var peer = new RawPeer(port)) {
      peer.send(bytes);
      switch (random.nextInt(3)) {
        case 0 -> peer.reset();
        case 1 -> peer.shutdown().readToEnd();
        default -> peer.close();
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching(".*(reset|Broken pipe|aborted).*"); // closed while we wrote
    }
  }

  /// How many descriptors this process has open; 0 on a system that does not tell.
  private static long openDescriptors() throws IOException {
    var directory = Path.of("/proc/self/fd");
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (var descriptors = Files.list(directory)) {
      return descriptors.count();
    }
  }
}
