package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// [TermInput], [TermOutput], and the ways in and out of encoder and decoder.
class TermBytesTest {

  @Test
  void output_allWriters_writeBigEndian() {
    TermOutput out = new TermOutput(0);
    out.writeByte(0x101);
    out.writeShort(0x10203);
    out.writeInt(0x04050607);
    out.writeLong(0x08090a0b0c0d0e0fL);
    out.writeBytes(new byte[] {1, 2, 3}, 1, 1);
    assertThat(Golden.hex(out.toByteArray()))
        .isEqualTo("01" + "0203" + "04050607" + "08090a0b0c0d0e0f" + "02");
    out.putInt(1, -1);
    assertThat(Golden.hex(out.toByteArray())).startsWith("01ffffffff0607");
    assertThat(out.size()).isEqualTo(16);
    assertThatThrownBy(() -> out.putInt(13, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    out.clear();
    assertThat(out.toByteArray()).isEmpty();
  }

  @Test
  void input_allReaders_readBigEndian() {
    byte[] bytes =
        Golden.bytes(
            "99" + "ff" + "fffe" + "ff050607" + "ff050607" + "08090a0b0c0d0e0f" + "0102" + "99");
    TermInput in = new TermInput(bytes, 1, bytes.length - 2);
    assertThat(in.readByte()).isEqualTo(255);
    assertThat(in.readShort()).isEqualTo(0xfffe);
    assertThat(in.readInt()).isEqualTo(0xff050607);
    assertThat(in.readUnsignedInt()).isEqualTo(0xff050607L);
    assertThat(in.readLong()).isEqualTo(0x08090a0b0c0d0e0fL);
    in.skip(1);
    assertThat(in.position()).isEqualTo(20);
    assertThat(in.remaining()).isEqualTo(1);
    assertThatThrownBy(() -> in.readBytes(2))
        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.offset()).isEqualTo(20))
        .hasMessage("offset 20: needs 2 more bytes, but 1 remain");
    assertThatThrownBy(() -> in.skip(-1)).isInstanceOf(DecodeException.class);
    assertThat(in.readBytes(1)).containsExactly(2);
  }

  @Test
  void gathering_largeBinaries_areReferredToInTheirPlaces() {
    byte[] large = patterned(4096);
    Binary second = Binary.wrap(patterned(10_001), 1, 10_000);
    Term term =
        Tuple.of(
            Binary.wrap(large), Binary.wrap(patterned(4095)), second, Atom.OK, Binary.wrap(large));
    TermOutput plain = new TermOutput(0);
    TermEncoder.encode(term, plain);
    TermOutput out = TermOutput.gathering(0);
    TermEncoder.encode(term, out);
    assertThat(out.size()).isEqualTo(plain.size());
    assertThat(out.toByteArray()).isEqualTo(plain.toByteArray());
    assertThat(TermEncoder.encode(term)).isEqualTo(plain.toByteArray());
    assertThatThrownBy(out::array).isInstanceOf(IllegalStateException.class);

    ByteBuffer[] buffers = out.buffers();
    assertThat(buffers).hasSize(6).allMatch(ByteBuffer::isReadOnly);
    ByteBuffer joined = ByteBuffer.allocate(out.size());
    Arrays.stream(buffers).forEach(joined::put);
    assertThat(joined.array()).isEqualTo(plain.toByteArray());

    out.clear();
    TermEncoder.encode(Atom.OK, out);
    assertThat(out.array()).startsWith(131, 119, 2, 'o', 'k');
    assertThat(out.buffers()).hasSize(1);
    out.clear();
    assertThat(out.size()).isZero();
    assertThat(out.buffers()).isEmpty();
  }

  @Test
  void gathering_largeBinary_isNotCopiedIntoTheBuffers() {
    byte[] large = new byte[4096];
    TermOutput out = TermOutput.gathering(16);
    TermEncoder.encode(Binary.wrap(large), out);
    large[7] = 1;
    assertThat(out.buffers()[1].get(7)).isEqualTo((byte) 1);
  }

  @Test
  void gathering_putInt_findsItsPlaceBehindABinary() {
    TermOutput out = TermOutput.gathering(16);
    out.writeInt(0);
    TermEncoder.encodeBody(Binary.wrap(new byte[5000]), out);
    out.writeInt(0);
    out.writeShort(0);
    int behind = out.size() - 6;
    out.putInt(0, 0x01020304);
    out.putInt(5, 0x05060708);
    out.putInt(behind, 0x090a0b0c);
    out.putInt(behind + 2, 0x0d0e0f10);
    byte[] bytes = out.toByteArray();
    assertThat(Golden.hex(Arrays.copyOf(bytes, 10))).isEqualTo("010203046d0506070800");
    assertThat(Golden.hex(Arrays.copyOfRange(bytes, behind - 1, bytes.length)))
        .isEqualTo("00090a0d0e0f10");
    for (int at : new int[] {6, 9, 5000, behind - 1, behind + 3, -1}) {
      assertThatThrownBy(() -> out.putInt(at, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void encode_largeBinary_isAllocatedOnce() {
    Term term = Tuple.of(Atom.OK, Binary.wrap(new byte[1 << 20]), Atom.OK);
    assertThat(Golden.hex(Arrays.copyOf(TermEncoder.encode(term), 16)))
        .isEqualTo("8368037702" + "6f6b" + "6d00100000" + "00000000");
    TermEncoder.encode(term); // what is allocated once, such as classes
    assertThat(Allocation.of(() -> TermEncoder.encode(term))).isLessThan((1 << 20) + 4096);
  }

  private static byte[] patterned(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 7 + size);
    }
    return bytes;
  }

  @Test
  void decode_severalTermsInOneInput_leavesTheCursorAfterEach() {
    TermOutput out = new TermOutput(8);
    TermEncoder.encode(Atom.OK, out);
    TermEncoder.encodeBody(Tuple.EMPTY, out);
    TermEncoder.encode(ListTerm.EMPTY, out);
    TermInput in = new TermInput(out.array(), 0, out.size());
    assertThat(TermDecoder.DEFAULT.decode(in)).isEqualTo(Atom.OK);
    assertThat(TermDecoder.DEFAULT.decodeBody(in)).isEqualTo(Tuple.EMPTY);
    assertThat(TermDecoder.DEFAULT.decode(in)).isEqualTo(ListTerm.EMPTY);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void decode_compressedTermBeforeAnother_leavesTheCursorAfterIt() {
    String compressed =
        Golden.lines("decoded.tsv").stream()
            .filter(line -> line[0].equals("COMPRESSED"))
            .findFirst()
            .orElseThrow()[1];
    byte[] bytes = Golden.bytes(compressed + "836a");
    TermInput in = new TermInput(bytes, 0, bytes.length);
    assertThat(TermDecoder.DEFAULT.decode(in)).isEqualTo(IntegerTerm.of(300));
    assertThat(TermDecoder.DEFAULT.decode(in)).isEqualTo(ListTerm.EMPTY);
  }

  @Test
  void decode_bytesAfterTheTerm_isRefused() {
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(Golden.bytes("836a6a")))
        .isInstanceOf(DecodeException.class)
        .hasMessage("offset 2: 1 bytes follow the term");
  }

  @Test
  void decode_anyFault_saysWhereAndWhy() {
    assertThatThrownBy(() -> Golden.term("8368036a"))
        .hasMessage("offset 3: tuple announces 3 terms, but 1 bytes remain");
    assertThatThrownBy(() -> Golden.term("83680277026f6b00")).hasMessage("offset 7: unknown tag 0");
    assertThatThrownBy(() -> Golden.term("837401"))
        .hasMessage("offset 2: needs 4 more bytes, but 1 remain");
    assertThatThrownBy(() -> Golden.term("8374000000026161016a61016a").toString())
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Golden.term("837400000002" + "61016a" + "61016a"))
        .hasMessage("offset 1: map has a key twice");
    assertThatThrownBy(() -> Golden.term("04"))
        .hasMessage("offset 0: version byte 4 (expected: 131)");
  }

  @Test
  void decodeBody_atomsOfTheHeader_areReferredToByIndex() {
    byte[] bytes =
        Golden.bytes(
            "6803"
                + "5201"
                + "58"
                + "5200"
                + "000000010000000200000003"
                + "71"
                + "5201"
                + "5200"
                + "6102");
    Atom[] atoms = {Atom.of("a@b"), Atom.OK};
    Term term = TermDecoder.DEFAULT.decodeBody(new TermInput(bytes, 0, bytes.length), atoms);
    assertThat(term).hasToString("{ok,#Pid<a@b.1.2.3>,fun ok:a@b/2}");
    assertThatThrownBy(() ->
            TermDecoder.DEFAULT.decodeBody(new TermInput(bytes, 0, bytes.length), new Atom[1]))
        .isInstanceOf(DecodeException.class)
        .hasMessage("offset 3: atom cache reference 1 of 1");
  }

  @Test
  void decode_sharedInput_binariesAreViewsIfNotShort() {
    Binary value = Binary.wrap(new byte[64]);
    byte[] bytes = TermEncoder.encode(Tuple.of(value, Binary.wrap(new byte[63])));
    Tuple shared = (Tuple) TermDecoder.DEFAULT.decode(TermInput.sharing(bytes, 0, bytes.length));
    Tuple copied = (Tuple) TermDecoder.DEFAULT.decode(bytes);
    Arrays.fill(bytes, (byte) 1);
    assertThat(copied.get(0)).isEqualTo(value);
    assertThat(((Binary) shared.get(0)).byteAt(63)).isEqualTo((byte) 1);
    assertThat(((Binary) shared.get(1)).byteAt(62)).isEqualTo((byte) 0);
  }

  @Test
  void decode_sharedInput_viewsKeepAtMostEightTimesTheirSize() {
    Binary small = Binary.wrap(new byte[900]);
    Binary large = Binary.wrap(new byte[7000]);
    byte[] bytes = TermEncoder.encode(Tuple.of(small, large));
    assertThat(sharesItsBinaries(bytes, TermInput.sharing(bytes, 0, bytes.length)))
        .containsExactly(false, true);
    byte[] longer = Arrays.copyOf(bytes, 8 * 7000 + 65);
    assertThat(sharesItsBinaries(longer, TermInput.sharing(longer, 0, bytes.length)))
        .containsExactly(false, false);
  }

  @Test
  void decode_sharedInputWithALimit_viewsKeepAtMostThat() {
    byte[] bytes =
        TermEncoder.encode(Tuple.of(Binary.wrap(new byte[1000]), Binary.wrap(new byte[7000])));
    assertThat(sharesItsBinaries(bytes, TermInput.sharing(bytes, 0, bytes.length, 1)))
        .containsExactly(false, false);
    assertThat(sharesItsBinaries(bytes, TermInput.sharing(bytes, 0, bytes.length, 9)))
        .containsExactly(true, true);
    byte[] one = TermEncoder.encode(Tuple.of(Binary.wrap(new byte[7000])));
    assertThat(sharesItsBinaries(one, TermInput.sharing(one, 0, one.length, 1)))
        .containsExactly(true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TermInput.sharing(one, 0, one.length, 0))
        .withMessage("kept: 0 (expected: > 0)");
  }

  /// Of each binary of the tuple that `in` holds, if it changes with the array.
  private static List<Boolean> sharesItsBinaries(byte[] array, TermInput in) {
    byte[] before = array.clone();
    Tuple tuple = (Tuple) TermDecoder.DEFAULT.decode(in);
    Arrays.fill(array, (byte) 1);
    List<Boolean> shares =
        tuple.elements().stream().map(binary -> ((Binary) binary).byteAt(0) == 1).toList();
    System.arraycopy(before, 0, array, 0, before.length);
    return shares;
  }

  @Test
  void decode_nestedAsDeepAsTheLimit_isReadAndNotOneLevelMore() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxDepth(2));
    assertThat(decoder.decode(TermEncoder.encode(Term.parse("[[{}|a],{b}|c]")))).isNotNull();
    assertThatThrownBy(() -> decoder.decode(TermEncoder.encode(Term.parse("{[{a}]}"))))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("nested deeper than the limit of 2");
  }

  @Test
  void limits_belowOne_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecodeLimits.DEFAULT.withMaxDepth(0))
        .withMessage("maxDepth: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecodeLimits.DEFAULT.withMaxIntegerSize(1 << 28));
  }

  @Test
  void encode_millionElements_comeBack() {
    ListTerm list = ListTerm.of(Collections.nCopies(1_000_000, IntegerTerm.of(300)));
    byte[] bytes = TermEncoder.encode(list);
    assertThat(bytes).hasSize(1 + 5 + 5_000_000 + 1);
    assertThat(TermDecoder.DEFAULT.decode(bytes).equals(list)).isTrue();
  }

  @Test
  void encode_listOfBytes_isAStringUpTo65535() {
    assertThat(TermEncoder.encode(bytesList(65_535)))
        .startsWith(131, 107, 255, 255)
        .hasSize(65_539);
    byte[] longer = TermEncoder.encode(bytesList(65_536));
    assertThat(longer).startsWith(131, 108, 0, 1, 0, 0, 97, 200).endsWith(97, 200, 106);
    assertThat(TermDecoder.DEFAULT.decode(longer)).isEqualTo(bytesList(65_536));
  }

  private static ListTerm bytesList(int size) {
    return ListTerm.of(Collections.nCopies(size, IntegerTerm.of(200)));
  }
}
