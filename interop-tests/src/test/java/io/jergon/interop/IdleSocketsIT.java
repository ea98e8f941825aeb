package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.jergon.node.Node;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ten thousand sockets are opened to the node, and nothing is said on them.
class IdleSocketsIT {
  private static final int SOCKETS = 10_000;

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  /// As many as the system lets this JVM have, beside the other end of those that the node keeps.
  private static int affordable() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int)
            Math.min(
                SOCKETS,
                (unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()) / 2 - 200)
        : 100;
  }

  private static ErlangNode erlang(String name, Epmd epmd) {
    return Wire.under(ErlangNode.builder(name).cookie("c").epmdPort(epmd.port())).start();
  }

  @Test
  void idleSockets_tenThousand_doNotKeepRealPeersOut() throws IOException {
    int port = FreePort.pick();
    List<SocketChannel> idle = new ArrayList<>();
    try (var epmd = Epmd.start();
        var node =
            Wire.under(
                    Node.builder("java@127.0.0.1")
                        .cookie("c")
                        .epmdPort(epmd.port())
                        .listenAddress(InetAddress.getLoopbackAddress())
                        .listenPort(port))
                .start();
        var before = erlang("before@127.0.0.1", epmd);
        var after = erlang("after@127.0.0.1", epmd)) {
      assertThat(node.ping(before.name())).isTrue();
      int count = affordable();
      for (int i = 0; i < count; i++) {
        idle.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
      }

      assertThat(after.eval("timer:tc(net_adm, ping, ['java@127.0.0.1'])")).endsWith(",pong}");
      assertThat(before.eval("net_adm:ping('java@127.0.0.1')")).isEqualTo("pong");
      assertThat(node.nodes()).containsExactly(after.name(), before.name());

      for (SocketChannel socket : idle) {
        socket.close();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            node.disconnect(after.name());
            return node.ping(after.name());
          });
    } finally {
      for (SocketChannel socket : idle) {
        socket.close();
      }
    }
  }
}
