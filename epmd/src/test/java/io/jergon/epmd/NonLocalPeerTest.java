package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a peer from another host may do; without a network, by a channel that claims its addresses.
class NonLocalPeerTest {
  private final EpmdServer.Builder options = EpmdServer.builder().relaxedCommandCheck(true);
  private final NameTable names = new NameTable(InstantSource.system());
  private boolean killed;

  private EmbeddedChannel connect(String from, String to) {
    var config = options.config();
    var connections = new ServerConnections(config.maxPending(), config.idleTimeout().toNanos());
    var state = new ServerState(config, names, connections, () -> killed = true);
    var channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.ofLiteral(from), 50000);
          }

          @Override
          protected SocketAddress localAddress0() {
            return new InetSocketAddress(InetAddress.ofLiteral(to), 4369);
          }
        };
    channel.pipeline().addLast(new RequestDecoder(), new ServerConnection(state, 1));
    channel.pipeline().fireChannelActive();
    return channel;
  }

  private static String ask(EmbeddedChannel channel, byte[] request) {
    channel.writeInbound(Unpooled.wrappedBuffer(RawPeer.frame(request)));
    ByteBuf out = channel.readOutbound();
    if (out == null) {
      return "";
    }
    try {
      return ByteBufUtil.hexDump(out);
    } finally {
      out.release();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.8.9.10, 127.0.0.1",
    "::1, ::1",
    "::ffff:127.0.0.1, ::ffff:127.0.0.1",
    "192.0.2.1, 192.0.2.1",
    "2001:db8::1, 2001:db8::1"
  })
  void alive_fromThisHost_isGranted(String from, String to) {
    var channel = connect(from, to);

    // one buffer, so one segment
    assertThat(ask(channel, RawPeer.alive("a"))).matches("7600[0-9a-f]{8}");
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8::1, 2001:db8::2", "192.0.2.1, 127.0.0.1"})
  void alive_fromAnotherHost_isClosedWithoutAnswer(String from, String to) {
    var channel = connect(from, to);

    assertThat(ask(channel, RawPeer.alive("a"))).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(names.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "k", "sa"})
  void command_fromAnotherHost_isClosedWithoutAnswer(String request) {
    names.register(NodeEntry.normal("a", 1), 99);
    var channel = connect("192.0.2.1", "192.0.2.2");

    assertThat(ask(channel, RawPeer.request(request.charAt(0), request.substring(1)))).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(names.size()).isEqualTo(1);
    assertThat(killed).isFalse();
  }

  @Test
  void lookup_fromAnotherHost_isAnswered() {
    assertThat(names.register(NodeEntry.normal("a", 1), 99)).isNotEqualTo(OptionalInt.empty());

    assertThat(ask(connect("192.0.2.1", "192.0.2.2"), RawPeer.request('z', "a")))
        .startsWith("77000001");
    assertThat(ask(connect("192.0.2.1", "192.0.2.2"), RawPeer.request('n', "")))
        .startsWith("00001111"); // port 4369
  }
}
