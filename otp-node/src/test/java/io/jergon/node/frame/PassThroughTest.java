package io.jergon.node.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.DecodeException;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PassThroughTest {
  private static final Pid FROM = Pid.of(Atom.of("erl@h"), 88, 0, 7);
  private static final Pid TO = Pid.of(Atom.of("jvm@h"), 99, 1, 8);
  private static final Term MESSAGE = Term.parse("{hello, [1, 2.5, <<\"x\">>]}");
  private static final Addressed SEND =
      new Addressed(new SendMessage.Send(FROM, TO, null), MESSAGE);

  private final PassThrough frames = new PassThrough(TermDecoder.DEFAULT);

  @Test
  void read_whatWasWritten_isTheMessage() {
    InboundFrames.Received received = frames.read(body(SEND));

    assertThat(received.control()).isEqualTo(SEND.control());
    assertThat(received.payload()).isEqualTo(MESSAGE);
  }

  @Test
  void read_messageWithoutPayload_hasNone() {
    Addressed link = new Addressed(new LinkMessage.Link(FROM, TO), null);

    InboundFrames.Received received = frames.read(body(link));

    assertThat(received.control()).isEqualTo(link.control());
    assertThat(received.payload()).isNull();
  }

  /// `net_adm:ping` of OTP 25, its call to net_kernel.
  @Test
  void write_send_hasTheLayoutOfErlangsFrames() {
    byte[] body = body(SEND);

    assertThat(HexFormat.of().formatHex(body)).startsWith("7083680361165877");
    assertThat(HexFormat.of().formatHex(body)).contains("836802770568656c6c6f");
  }

  @Test
  void read_bytesAfterTheLastTerm_areIgnored() {
    byte[] body = body(SEND);

    assertThat(frames.read(Arrays.copyOf(body, body.length + 3)).payload()).isEqualTo(MESSAGE);
  }

  @Test
  void read_missingPayload_isRefused() {
    byte[] control = body(new Addressed(new LinkMessage.Link(FROM, TO), null));
    control[5] = 22; // LINK becomes SEND_SENDER

    assertThatThrownBy(() -> frames.read(control))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("control message 22 without its payload");
  }

  @Test
  void read_frameOfAnotherKind_isRefused() {
    byte[] body = body(SEND);
    body[0] = (byte) 131;

    assertThatThrownBy(() -> frames.read(body))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("frame of kind 131 (expected: 112)");
  }

  @Test
  void read_anyDamage_isRefusedOrAnotherMessage() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] good = body(SEND);
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(frames.read(bad)).isNotNull();
      } catch (ProtocolException | DecodeException expected) {
        assertThat(expected).as("seed " + seed).hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void addressed_payloadMissingOrTooMany_isRefused() {
    assertThatThrownBy(() -> new Addressed(SEND.control(), null)).hasMessageContaining("needs");
    assertThatThrownBy(() -> new Addressed(new LinkMessage.Link(FROM, TO), MESSAGE))
        .hasMessageContaining("does not take");
  }

  private static byte[] body(Addressed message) {
    return Written.frames(Flags.BRING_UP, message).getFirst();
  }
}
