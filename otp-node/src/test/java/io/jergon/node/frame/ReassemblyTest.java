package io.jergon.node.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.frame.Reassembly.Unfinished;
import io.jergon.node.quota.Quota;
import io.jergon.node.quota.Share;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblyTest {
  private static final ControlMessage CONTROL =
      new SendMessage.SendAnonymously(Pid.of(Atom.of("jvm@h"), 99, 1, 8), null);
  private static final int PART = 64 * 1024;
  private static final int CONTROL_BYTES = 60; // and what is before it
  private static final int OVERHEAD = 256 + 16 * CONTROL_BYTES; // of a message, in memory
  private static final int PIECE = 10_000; // the socket gives so many bytes at once
  private static final int MIB = 1 << 20;

  private final Share share = new Quota(1L << 40).share();

  /// The array that holds the first part counts: from it to the last one the message moves.
  @ParameterizedTest
  @CsvSource({
    "65537, 0",
    "200000, 0",
    "1048576, 0",
    "1048600, 0",
    "2000000, 0",
    "3000000, 1",
    "16777300, 1",
    "60000000, 1"
  })
  void append_partsOfOneSize_moveAtMostOnce(int bytes, int moves) {
    Reassembly reassembly = new Reassembly(512L * MIB, share);
    int parts = Math.ceilDiv(bytes, PART);
    reassembly.begin(1, parts, CONTROL, new Atom[0], part(CONTROL_BYTES + PART), CONTROL_BYTES);
    Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    Unfinished message = reassembly.next(1, parts - 1);
    arrays.add(message.payload());
    for (int left = bytes - PART; left > 0; left -= PART) {
      append(arrays, message, Math.min(PART, left));
    }

    assertThat(message.size()).isEqualTo(bytes);
    assertThat(arrays).hasSize(1 + moves);
    assertThat(message.payload()).hasSizeBetween(bytes, bytes + PART + parts * CONTROL_BYTES);
    assertThat(reassembly.bytes()).isZero();
    assertThat(share.held()).isZero();
  }

  /// Erlang may count what is before the first part as a part of it: the others are longer then.
  @Test
  void append_partsAsLongAsTheFirstFrame_moveNot() {
    Reassembly reassembly = new Reassembly(512L * MIB, share);
    reassembly.begin(1, 17, CONTROL, new Atom[0], part(PART), CONTROL_BYTES);
    Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    Unfinished message = reassembly.next(1, 16);
    arrays.add(message.payload());
    for (int i = 0; i < 16; i++) {
      append(arrays, message, PART);
    }

    assertThat(message.size()).isEqualTo(17 * PART - CONTROL_BYTES);
    assertThat(arrays).hasSize(1);
  }

  /// Announces more than there can be, sends some and begins another one.
  @ParameterizedTest
  @ValueSource(longs = {1_000, 1L << 40, Long.MAX_VALUE})
  void append_whatIsAnnouncedAndDoesNotCome_isNotAllocated(long announced) {
    int allowance = 4 * MIB;
    Reassembly reassembly = new Reassembly(8L * allowance, share);
    long arrived = 0;
    for (int sequence = 1; sequence <= 40; sequence++) {
      reassembly.begin(
          sequence, announced, CONTROL, new Atom[0], part(CONTROL_BYTES + PART), CONTROL_BYTES);
      arrived += PART;
      Unfinished message = reassembly.next(sequence, announced - 1);
      for (int i = 0; i < sequence; i++) {
        message.append(Unpooled.wrappedBuffer(part(PIECE)), PIECE);
        arrived += PIECE;
      }

      long allocated = reassembly.bytes() - (long) sequence * OVERHEAD;
      assertThat(allocated).isBetween(arrived, allowance + 2 * arrived);
      assertThat(share.held()).isEqualTo(reassembly.bytes());
    }
  }

  /// What other peers hold is not there to be promised.
  @Test
  void begin_littleMemoryLeft_promisesLittle() {
    Quota quota = new Quota(4L * MIB);
    quota.share().add(2 * MIB);
    Share own = quota.share();
    Reassembly reassembly = new Reassembly(512L * MIB, own);

    reassembly.begin(1, 1_000, CONTROL, new Atom[0], part(CONTROL_BYTES + PART), CONTROL_BYTES);

    assertThat(own.held()).isEqualTo(reassembly.bytes()).isEqualTo(OVERHEAD + 2L * PART);
  }

  /// As nothing is announced so, the array doubles.
  @Test
  void append_emptyFirstPart_movesSeldom() {
    Reassembly reassembly = new Reassembly(512L * MIB, share);
    reassembly.begin(1, 2, CONTROL, new Atom[0], part(CONTROL_BYTES), CONTROL_BYTES);
    Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    append(arrays, reassembly.next(1, 1), 4 * MIB);

    assertThat(arrays).hasSizeBetween(1, 12);
  }

  private static void append(Set<byte[]> arrays, Unfinished message, int bytes) {
    for (int left = bytes; left > 0; left -= PIECE) {
      int piece = Math.min(PIECE, left);
      message.append(Unpooled.wrappedBuffer(part(piece)), piece);
      arrays.add(message.payload());
    }
    message.fragmentComplete();
  }

  private static byte[] part(int bytes) {
    return new byte[bytes];
  }
}
