package io.jergon.node.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.name.NodeName;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// The engines of two nodes after their handshake, in one memory.
///
/// @param client of the node that dialled
/// @param server of the other one
public record EnginePair(SSLEngine client, SSLEngine server) {
  private static final int ROOM = 1 << 16;

  /// By TLS 1.3, with certificates that nobody verifies.
  public static EnginePair shakeHands() throws SSLException {
    try (TlsEngines engines = TestTls.engines()) {
      SslHandler client = engines.client(NodeName.of("b@h")).join();
      SslHandler server = engines.server().join();
      EnginePair pair = new EnginePair(client.engine(), server.engine());
      pair.run();
      return pair;
    }
  }

  private void run() throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    for (int round = 0; round < 30; round++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertThat(List.of(client, server))
        .allMatch(one -> one.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING)
        .allMatch(one -> one.getSession().getProtocol().equals("TLSv1.3"));
  }

  /// Some steps of one side.
  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(ROOM);
    in.flip();
    engine.wrap(ByteBuffer.allocate(0), out);
    runTasks(engine);
    if (in.hasRemaining()) {
      engine.unwrap(in, nothing);
      runTasks(engine);
    }
    in.compact();
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
