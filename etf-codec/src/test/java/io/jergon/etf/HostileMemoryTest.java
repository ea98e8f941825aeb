package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Input that is as long as it says, and becomes as many objects as it can.
@Timeout(60)
class HostileMemoryTest {
  private static final int MANY = 100_000;

  /// A tuple of so many of the smallest terms of each kind.
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SMALL_INTEGER_EXT,    61_01",
    "INTEGER_EXT,          62_7fffffff",
    "NEW_FLOAT_EXT,        46_0000000000000000",
    "FLOAT_EXT,            63_312e3500000000000000000000000000000000000000000000000000000000",
    "SMALL_ATOM_UTF8_EXT of none, 77_00",
    "SMALL_ATOM_UTF8_EXT,  77_01_61",
    "ATOM_UTF8_EXT,        76_0001_61",
    "SMALL_ATOM_EXT of none, 73_00",
    "SMALL_ATOM_EXT of two bytes in UTF-8, 73_01_ff",
    "ATOM_EXT,             64_0000",
    "tuple of none,        68_00",
    "tuple of one,         68_01_6a",
    "LARGE_TUPLE_EXT,      69_00000001_6a",
    "STRING_EXT,           6b_0001_01",
    "STRING_EXT of none,   6b_0000",
    "LIST_EXT,             6c_00000001_6a_6a",
    "list of bytes,        6c_00000001_6101_6a",
    "improper list,        6c_00000001_6a_6101",
    "list with a string as tail, 6c_00000001_6101_6b_0001_01",
    "list in several,      6c_00000001_6a_6c_00000001_6a_6c_00000001_6a_6a",
    "BINARY_EXT,           6d_00000001_01",
    "BINARY_EXT of none,   6d_00000000",
    "BIT_BINARY_EXT,       4d_00000001_03_01",
    "SMALL_BIG_EXT of none, 6e_00_00",
    "SMALL_BIG_EXT,        6e_04_00_ffffffff",
    "SMALL_BIG_EXT above a long, 6e_09_00_ffffffffffffffffff",
    "LARGE_BIG_EXT,        6f_00000001_00_01",
    "MAP_EXT,              74_00000001_6a_6a",
    "MAP_EXT of none,      74_00000000",
    "MAP_EXT of nine,      74_00000009_61016a_61026a_61036a_61046a_61056a_61066a_61076a_61086a_61096a",
    "map with a map as key, 74_00000001_74_00000001_6a_6a_6a",
    "NEW_PID_EXT,          58_7700_000000000000000000000000",
    "PID_EXT,              67_7700_000000000000000000",
    "NEW_PORT_EXT,         59_7700_0000000000000000",
    "PORT_EXT,             66_7700_0000000000",
    "REFERENCE_EXT,        65_7700_0000000000",
    "NEW_REFERENCE_EXT,    72_0001_7700_0000000000",
    "NEWER_REFERENCE_EXT,  5a_0005_7700_00000000_0000000000000000000000000000000000000000",
    "EXPORT_EXT,           71_7700_7700_6100",
    "fun,                  70_00000000_00_00000000000000000000000000000000_00000000_00000001_7700_6100_6100_67_7700_000000000000000000_6a",
    "record,               43_00000000_01_7700_7700",
    "record of one,        43_00000001_01_7700_7700_7700_6a"
  })
  void decode_manySmallTerms_allocatesInProportion(String what, String hex) {
    byte[] element = Hostile.term(hex);
    TermOutput out = new TermOutput(0);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.LARGE_TUPLE, MANY);
    for (int i = 0; i < MANY; i++) {
      out.writeBytes(element, 1, element.length - 1);
    }
    byte[] bytes = out.toByteArray();
    assertThat(((Tuple) TermDecoder.DEFAULT.decode(bytes)).arity()).isEqualTo(MANY);
    Hostile.assertAllocatesInProportion(bytes);
  }

  @Test
  void decode_tenMillionDistinctAtoms_leavesTheHeapFlat() {
    int perMessage = 100_000;
    byte[] message = atoms(perMessage);
    long before = Hostile.liveMemory();
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < perMessage; i++) {
        message[6 + ATOM_SIZE * i + ATOM_SIZE - 2] = (byte) ('0' + round / 10);
        message[6 + ATOM_SIZE * i + ATOM_SIZE - 1] = (byte) ('0' + round % 10);
      }
      Tuple tuple = (Tuple) TermDecoder.DEFAULT.decode(message);
      assertThat(((Atom) tuple.get(99_999)).name()).isEqualTo("flood99999%02d".formatted(round));
    }
    // A table of them would take more than 500 MB.
    assertThat(Hostile.liveMemory() - before).isLessThan(100 << 20);
  }

  private static final int ATOM_SIZE = 2 + "flood0000000".length();

  private static byte[] atoms(int count) {
    TermOutput out = new TermOutput(6 + ATOM_SIZE * count);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.LARGE_TUPLE, count);
    for (int i = 0; i < count; i++) {
      TermEncoder.encodeBody(Atom.of("flood%05d00".formatted(i)), out);
    }
    return out.array();
  }
}
