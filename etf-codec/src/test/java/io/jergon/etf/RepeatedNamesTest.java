package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Decoders do not make names again that they know: atoms, and the keys of maps. What is decoded
/// must not depend on what was decoded before.
class RepeatedNamesTest {
  private static final HexFormat HEX = HexFormat.of();

  private final TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT);

  @Test
  void decode_atomAgain_isTheSameObject() {
    byte[] bytes = TermEncoder.encode(Atom.of("a_name"));
    assertThat((Object) decoder.decode(bytes.clone())).isSameAs(decoder.decode(bytes));
  }

  @Test
  void decode_atomsOfSameBytesInTwoEncodings_areTwoAtoms() {
    byte[] utf8 = HEX.parseHex("837702c3a9");
    byte[] latin1 = HEX.parseHex("837302c3a9");
    for (int i = 0; i < 2; i++) {
      assertThat((Object) decoder.decode(utf8)).isEqualTo(Atom.of("\u00e9"));
      assertThat((Object) decoder.decode(latin1)).isEqualTo(Atom.of("\u00c3\u00a9"));
    }
  }

  @Test
  void decode_asciiAtomInBothEncodings_isOneAtom() {
    assertThat((Object) decoder.decode(HEX.parseHex("8364000161"))).isEqualTo(Atom.of("a"));
    assertThat((Object) decoder.decode(HEX.parseHex("83770161"))).isEqualTo(Atom.of("a"));
    assertThat((Object) decoder.decode(HEX.parseHex("83730161"))).isEqualTo(Atom.of("a"));
  }

  @Test
  void decode_namesOfEveryLengthThatDifferInOneCharacter_areKeptApart() {
    for (int length = 1; length <= 40; length++) {
      for (int at = 0; at < length; at++) {
        for (char c : new char[] {'a', 'b'}) {
          String name = "x".repeat(at) + c + "x".repeat(length - at - 1);
          assertThat(((Atom) decoder.decode(TermEncoder.encode(Atom.of(name)))).name())
              .isEqualTo(name);
          Term maps =
              ListTerm.of(
                  MapTerm.builder().put(Binary.utf8("x".repeat(length)), Atom.OK).build(),
                  MapTerm.builder().put(Binary.utf8(name), Atom.OK).build());
          assertThat((Object) decoder.decode(TermEncoder.encode(maps))).isEqualTo(maps);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 9, 100})
  void decode_mapsOfSameKeys_shareThemAndFindTheirOwnValues(int size) {
    List<Term> maps = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      MapTerm.Builder map = MapTerm.builder();
      for (int i = 0; i < size; i++) {
        map.put(key(i), IntegerTerm.of(1000 * n + i));
      }
      maps.add(map.build());
    }
    ListTerm decoded = (ListTerm) decoder.decode(TermEncoder.encode(ListTerm.of(maps)));
    assertThat((Object) decoded).isEqualTo(ListTerm.of(maps));
    MapTerm last = (MapTerm) decoded.get(2);
    for (int i = 0; i < size; i++) {
      assertThat((Object) last.get(key(i))).isEqualTo(IntegerTerm.of(2000 + i));
    }
    assertThat(last.get(key(size))).isNull();
    assertThat((Object) last.entries()[0]).isSameAs(((MapTerm) decoded.get(0)).entries()[0]);
  }

  private static Term key(int i) {
    return i % 2 == 0 ? Atom.of("key" + i) : Binary.utf8("key" + i);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 9, 40})
  void decode_keyTwiceInTheSecondMap_isRefused(int size) {
    for (int repeated = 1; repeated < size; repeated++) {
      byte[] bytes = twoMaps(size, repeated);
      assertThatThrownBy(() -> decoder.decode(bytes))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("map has a key twice");
    }
  }

  /// `[#{0 => 0, ...}, #{0 => 0, ..., (repeated - 1) => ..., (repeated - 1) => ..., ...}]` with
  /// binaries of one byte as keys.
  private static byte[] twoMaps(int size, int repeated) {
    TermOutput out = new TermOutput(64);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.LIST, 2);
    for (int map = 0; map < 2; map++) {
      out.writeTagAndInt(Tag.MAP, size);
      for (int i = 0; i < size; i++) {
        out.writeTagAndInt(Tag.BINARY, 1);
        out.writeByte(map == 1 && i >= repeated ? i - 1 : i);
        out.writeTagAndByte(Tag.SMALL_INTEGER, i);
      }
    }
    out.writeByte(Tag.NIL);
    return out.toByteArray();
  }

  @Test
  void decode_mapsOfOtherKeysOrdersAndSizes_areTheirOwn() {
    Term term =
        Term.parse(
            "[#{a=>#{a=>1},b=>#{b=>2}},#{b=>1,a=>2},#{a=>1,c=>2},#{a=>1},#{a=>[#{a=>1,b=>{#{}}}],b=>2},"
                + "#{1=>a,2=>b},#{1=>a,2=>b},#{<<\"a\">>=>1,a=>2},#{a=>1,<<\"a\">>=>2},#{a=>1,b=>2}]");
    assertThat((Object) decoder.decode(TermEncoder.encode(term))).isEqualTo(term);
  }

  @Test
  void decode_mapCutOffInAKeyThatIsKnown_isRefused() {
    Term map = MapTerm.builder().put(Binary.utf8("long key"), Atom.OK).build();
    byte[] bytes = TermEncoder.encode(ListTerm.of(map, map));
    IntStream.range(0, bytes.length)
        .forEach(length ->
            assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(bytes, length)))
                .isInstanceOf(DecodeException.class));
  }
}
