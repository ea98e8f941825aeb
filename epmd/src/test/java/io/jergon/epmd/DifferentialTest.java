package io.jergon.epmd;

import static io.jergon.epmd.RawPeer.alive;
import static io.jergon.epmd.RawPeer.frame;
import static io.jergon.epmd.RawPeer.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same bytes to the daemon of the Erlang installation and to our server: the same bytes must
/// come back, and the connection must be left alike. What depends on time, port or descriptors is
/// masked; see [#mask].
@Timeout(120)
class DifferentialTest {
  private static final byte[] NONE = {};

  @RegisterExtension final Loops loops = new Loops();
  private final List<RawPeer> kept = new ArrayList<>();
  private RealEpmd real;
  private EpmdServer ours;

  @BeforeEach
  void start() throws IOException {
    real = RealEpmd.start(RealEpmd.freePort(), "-relaxed_command_check");
    ours = EpmdServer.builder().port(0).relaxedCommandCheck(true).start(loops.group).join();
    for (String name : List.of("first", "second")) {
      keep(frame(alive(utf8(name), 6, new byte[] {'A', 0, 'B'})));
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (var peer : kept) {
      peer.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  void script_everyRule_isAnsweredAlike() throws IOException {
    var smile = "\uD83D\uDE08";
    var soft = new SoftAssertions();
    for (byte[] sent :
        List.of(
            frame(request('n', "")),
            frame(request('n', "abc")),
            frame(request('d', "")),
            frame(request('z', "")),
            frame(request('z', "\0")),
            frame(request('z', "first")),
            frame(request('z', "first\0")),
            frame(request('z', "first\0\0")),
            frame(request('z', "fi\0rst")),
            frame(request('z', "nobody")),
            frame(new byte[] {'z', -1, -2}),
            // 255 characters: the real one registers such a name, but does not look it up
            frame(request('z', "a".repeat(254))),
            frame(request('z', smile.repeat(254))),
            frame(request('z', "a".repeat(256))),
            frame(request('z', "a".repeat(2000))),
            frame(alive("third")),
            frame(alive("first")),
            frame(alive(utf8("first"), 5, NONE)),
            frame(alive(utf8("tail"), 4, 6, new byte[] {1, 2, 3}, 1)),
            frame(alive(new byte[] {-1, -2}, 6, NONE)),
            frame(alive(new byte[] {-1, -2}, 5, NONE)),
            frame(alive(bytes(0xed, 0xa0, 0x80), 6, NONE)), // a surrogate
            frame(alive(bytes(0xc0, 0x80), 6, NONE)), // too long a form
            frame(alive(bytes(0xe0, 0x81, 0x81), 6, NONE)),
            frame(alive(bytes(0xf4, 0x90, 0x80, 0x80), 6, NONE)), // above U+10FFFF
            frame(alive(bytes(0xef, 0xbf, 0xbe), 6, NONE)), // U+FFFE
            frame(alive(bytes('a', 0xe2, 0x82), 6, NONE)), // cut off
            frame(alive("a".repeat(255))),
            frame(alive("a".repeat(256))),
            frame(alive("a".repeat(1500))),
            frame(alive(utf8("a".repeat(600)), 5, NONE)),
            frame(alive(smile.repeat(201))),
            frame(alive(smile.repeat(255))),
            frame(alive(smile.repeat(256))),
            frame(alive("")),
            frame(alive("a\0b")),
            frame(alive("ab\0")),
            frame(alive("a\0" + "b".repeat(300))),
            frame(alive(utf8("e"), 6, new byte[1020])),
            frame(alive(utf8("e"), 6, new byte[1021])),
            frame(alive(utf8("first"), 6, new byte[1021])),
            frame(alive(utf8("e"), 50, 6, NONE, 0)),
            frame(alive(utf8("e"), 1, 6, NONE, 1)),
            frame(alive(utf8("e"), 1, 6, NONE, 10_000)),
            frame(Arrays.copyOf(alive("e"), 13)),
            frame(Arrays.copyOf(alive("e"), 14)),
            frame(Arrays.copyOf(alive("abc"), 14)),
            frame(Arrays.copyOf(alive("abc"), 15)),
            frame(new byte[] {'x'}),
            frame(NONE),
            frame(request('n', "a".repeat(3056))),
            frame(request('n', "a".repeat(3057))),
            frame(request('q', "")),
            frame(new byte[] {'a', 0x13, (byte) 0x88, 'o', 'l', 'd'}), // ALIVE_REQ of old
            frame(request('p', "first")), // PORT_PLEASE_REQ of old
            new byte[] {0, 1, 'n', 'X'},
            bytes(0, 5, 'z', 'a'),
            bytes(0),
            frame(request('s', "")),
            frame(request('s', "nobody")),
            frame(request('s', "se\0cond")),
            frame(request('s', "second\0")),
            frame(request('s', "second")),
            frame(request('n', "")),
            frame(request('d', "")),
            frame(request('k', "")))) {
      var expected = exchange(real.port, sent);
      soft.assertThat(exchange(ours.port(), sent)).as(RawPeer.hex(sent)).isEqualTo(expected);
    }
    soft.assertAll();
    ours.closed().join();
  }

  @Test
  void creation_ofANameThatComesBack_growsAlike() throws IOException {
    for (int port : new int[] {real.port, ours.port()}) {
      int last = register(port, "again", 6);
      assertThat(register(port, "again", 6)).isEqualTo(last + 1);
      int old = Integer.remainderUnsigned(last + 2, 3) + 1;
      assertThat(register(port, "again", 5)).as("port " + port).isEqualTo(old);
    }
  }

  @Test
  void afterARefusal_anyByte_closesAlike() throws IOException {
    for (int port : new int[] {real.port, ours.port()}) {
      try (var peer = RawPeer.asking(port, alive("first"))) {
        peer.read(6);
        peer.send(frame(request('n', "")));

        assertThat(peer.readToEnd()).isEmpty();
      }
    }
  }

  @Test
  void requests_mutated_areAnsweredAlike() throws IOException {
    long seed = Long.getLong("seed", 42);
    var random = new Random(seed);
    List<byte[]> models =
        List.of(
            frame(alive("node")),
            frame(alive(utf8("first"), 6, new byte[] {1, 2, 3})),
            frame(alive(utf8("n\u00f6de"), 5, new byte[20])),
            frame(request('z', "first")),
            frame(request('z', "nobody")),
            frame(request('n', "")));
    for (int i = 0; i < 500; i++) {
      byte[] sent = mutate(models.get(random.nextInt(models.size())), random);
      if (sent.length > 2 && "dks".indexOf(sent[2]) >= 0) {
        continue; // these change what follows
      }
      if (sent.length > 12 && sent[2] == 'x' && sent[11] == 0 && sent[12] == 0) {
        continue; // an empty name: OTP 25's daemon takes it, newer ones and we do not
      }
      var expected = exchangeAndEnd(real.port, sent);

      assertThat(exchangeAndEnd(ours.port(), sent))
          .as("seed %d, number %d, sent %s", seed, i, RawPeer.hex(sent))
          .isEqualTo(expected);
    }
  }

  private static byte[] mutate(byte[] model, Random random) {
    byte[] bytes = model.clone();
    for (int change = random.nextInt(4); change > 0; change--) {
      if (bytes.length == 0) {
        return bytes;
      }
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) (bytes[at] + random.nextInt(3) - 1);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(30));
      }
    }
    return bytes;
  }

  private void keep(byte[] sent) throws IOException {
    for (int port : new int[] {real.port, ours.port()}) {
      var peer = new RawPeer(port).send(sent);
      kept.add(peer);
      assertThat(peer.read(2)).isEqualTo("7600");
    }
  }

  private static int register(int port, String name, int high) throws IOException {
    try (var peer = RawPeer.asking(port, alive(utf8(name), high, NONE))) {
      assertThat(peer.read(2)).isEqualTo(high > 5 ? "7600" : "7900");
      int creation = Integer.parseUnsignedInt(peer.read(high > 5 ? 4 : 2), 16);
      peer.shutdown().readToEnd(); // until the name is free
      return creation;
    }
  }

  private static String exchange(int port, byte[] sent) throws IOException {
    try (var peer = new RawPeer(port).send(sent)) {
      var answer = peer.answer();
      peer.shutdown().readToEnd();
      return mask(port, answer.bytes()) + (answer.open() ? " open" : " closed");
    } catch (SocketException e) {
      return " closed"; // while we were sending
    }
  }

  private static String exchangeAndEnd(int port, byte[] sent) throws IOException {
    try (var peer = new RawPeer(port).send(sent).shutdown()) {
      return mask(port, peer.readToEnd());
    }
  }

  /// Masks a granted creation, the server's own port, and descriptor numbers.
  private static String mask(int port, byte[] answer) {
    var hex = RawPeer.hex(answer);
    if (hex.startsWith("7600") && answer.length == 6) {
      return "7600 creation";
    }
    if (hex.startsWith("7900") && answer.length == 4) {
      return "7900 creation";
    }
    if (hex.startsWith("%08x".formatted(port))) {
      return "port "
          + new String(answer, 4, answer.length - 4, StandardCharsets.UTF_8)
              .replaceAll("fd = \\d+", "fd");
    }
    return hex;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
