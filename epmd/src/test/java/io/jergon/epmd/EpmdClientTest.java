package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.epmd.EpmdException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The client against servers that misbehave; [RealEpmdTest] has it against the real one.
@Timeout(30)
class EpmdClientTest {
  @RegisterExtension final Loops loops = new Loops();

  @Test
  void lookup_nobodyListens_isUnreachable() throws IOException {
    var client = new EpmdClient(loops.group, RealEpmd.freePort());

    assertFails(() -> client.lookup("a", "127.0.0.1").join(), Reason.UNREACHABLE, "no EPMD at");
  }

  @Test
  void lookup_unknownHost_isUnreachable() {
    var client = new EpmdClient(loops.group, 4369);

    assertFails(
        () -> client.lookup("a", "no.such.host.invalid").join(),
        Reason.UNREACHABLE,
        "unknown host: no.such.host.invalid");
  }

  @Test
  void lookup_answerInPieces_isAssembled() throws IOException {
    byte[] answer = HexFormat.of().parseHex("770013884d00000600050003666f6f0003414200");
    try (var server = new Scripted(out -> writeBytewise(out, answer))) {
      var found = server.client().lookup("foo", "127.0.0.1").join();

      assertThat(found).contains(new NodeEntry("foo", 5000, 77, 0, 6, 5, new byte[] {'A', 'B', 0}));
    }
  }

  @Test
  void lookup_answerWithoutClose_isEnough() throws IOException {
    byte[] answer = {119, 1};
    try (var server =
        new Scripted((socket, _) -> {
          writeBytewise(socket.getOutputStream(), answer);
          awaitEnd(socket);
        })) {
      assertThat(server.client().lookup("foo", "127.0.0.1").join()).isEmpty();
    }
  }

  @Test
  void lookup_serverIsSilent_timesOut() throws IOException {
    try (var server = new Scripted((socket, _) -> awaitEnd(socket))) {
      var client = server.client().withTimeout(Duration.ofMillis(50));

      assertFails(
          () -> client.lookup("foo", "127.0.0.1").join(), Reason.TIMEOUT, "no answer within 50 ms");
    }
  }

  @Test
  void lookup_closedBeforeTheEnd_isBadReply() throws IOException {
    byte[] answer = HexFormat.of().parseHex("770013884d000006");
    try (var server = new Scripted(out -> out.write(answer))) {
      assertFails(
          () -> server.client().lookup("foo", "127.0.0.1").join(),
          Reason.BAD_REPLY,
          "closed the connection before the answer was complete");
    }
  }

  @Test
  void lookup_otherProtocol_isBadReply() throws IOException {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII);
    try (var server = new Scripted(out -> out.write(answer))) {
      assertFails(
          () -> server.client().lookup("foo", "127.0.0.1").join(),
          Reason.BAD_REPLY,
          "first byte 72 (expected: 119)");
    }
  }

  @Test
  void lookup_nameWithNul_isRefusedAtOnce() {
    var client = new EpmdClient(loops.group, 4369);

    assertThatThrownBy(() -> client.lookup("a\0b", "127.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void names_linesThatAreNone_isBadReply() throws IOException {
    byte[] answer = "\0\0\0\1what is this\n".getBytes(StandardCharsets.US_ASCII);
    try (var server = new Scripted(out -> out.write(answer))) {
      assertFails(
          () -> server.client().names("127.0.0.1").join(), Reason.BAD_REPLY, "'what is this'");
    }
  }

  @Test
  void register_cancelled_closesTheConnection() throws Exception {
    var asked = new CompletableFuture<Void>();
    var ended = new CompletableFuture<Integer>();
    try (var server =
        new Scripted((socket, _) -> {
          asked.complete(null);
          ended.complete(socket.getInputStream().read());
        })) {
      var registering = server.client().register(NodeEntry.normal("a", 1));
      asked.get(5, TimeUnit.SECONDS);
      registering.cancel(true);

      assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void register_oldAnswer_hasShortCreation() throws IOException {
    byte[] answer = {121, 0, 0, 3};
    try (var server = new Scripted(out -> out.write(answer))) {
      assertThat(server.client().register(NodeEntry.normal("a", 1)).join().creation()).isEqualTo(3);
    }
  }

  @Test
  void register_serverGoes_isLost() throws Exception {
    byte[] answer = {118, 0, 0, 0, 1, 0};
    try (var server = new Scripted(out -> out.write(answer))) {
      var registration = server.client().register(NodeEntry.normal("a", 1)).join();

      assertThat(registration.creation()).isEqualTo(256);
      registration.lost().get(5, TimeUnit.SECONDS);
      assertThat(registration.isLive()).isFalse();
    }
  }

  private static void writeBytewise(OutputStream out, byte[] bytes) throws IOException {
    for (byte b : bytes) {
      out.write(b);
      out.flush();
    }
  }

  private static void awaitEnd(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(EpmdException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private interface Script {
    void play(OutputStream out) throws Exception;
  }

  private interface SocketScript {
    void play(Socket socket, byte[] request) throws Exception;
  }

  /// A server for one connection: reads the request, plays its script, closes.
  private final class Scripted implements AutoCloseable {
    private final ServerSocket listener =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final CompletableFuture<Void> played = new CompletableFuture<>();

    Scripted(Script script) throws IOException {
      this((socket, _) -> script.play(socket.getOutputStream()));
    }

    Scripted(SocketScript script) throws IOException {
      Thread.ofVirtual()
          .start(() -> {
            try (var socket = listener.accept()) {
              socket.setTcpNoDelay(true);
              var in = socket.getInputStream();
              script.play(socket, in.readNBytes(in.read() << 8 | in.read()));
              played.complete(null);
            } catch (Exception | AssertionError e) {
              played.completeExceptionally(e);
            }
          });
    }

    EpmdClient client() {
      return new EpmdClient(loops.group, listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      played.orTimeout(5, TimeUnit.SECONDS).join();
      listener.close();
    }
  }
}
