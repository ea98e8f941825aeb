package io.jergon.etf;

import static io.jergon.etf.Hostile.assertRefused;
import static io.jergon.etf.Hostile.onASmallStack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nesting deeper than any stack, and than the limit. What is deep and inside the limit is
/// [DeepTermTest]'s.
@Timeout(60)
class HostileNestingTest {
  private static final int TEN_MILLION = 10_000_000;

  /// What holds one more level, and what ends it.
  enum Nesting {
    SMALL_TUPLE("68_01", ""),
    LARGE_TUPLE("69_00000001", ""),
    LIST("6c_00000001", "6a"),
    IMPROPER_TAIL("6c_00000001_6a 68_01", ""),
    MAP_KEY("74_00000001", "6a"),
    MAP_VALUE("74_00000001_6a", ""),
    RECORD("43_00000001_01_7700_7700_7700", ""),
    FREE_VARIABLE(
        "70_00000000_00_00000000000000000000000000000000_00000000_00000001"
            + "_7700_6100_6100_58_7700_000000000000000000000000",
        "");

    private final String head;
    private final String end;

    Nesting(String head, String end) {
      this.head = head;
      this.end = end;
    }

    byte[] term(int depth) {
      return Hostile.nested(depth, head, "6a", end);
    }
  }

  @ParameterizedTest
  @EnumSource(Nesting.class)
  void decode_nestedDeeperThanTheLimit_isRefusedInLinearMemory(Nesting nesting) throws Exception {
    byte[] bytes = nesting.term(DecodeLimits.DEFAULT.maxDepth() + 1);
    onASmallStack(() -> {
      assertRefused(bytes).hasMessageContaining("nested deeper than the limit of 1000000");
      Hostile.assertAllocatesInProportion(bytes);
    });
  }

  @Test
  void decode_tenMillionDeep_isRefusedByTheLimit() throws Exception {
    for (Nesting nesting : new Nesting[] {Nesting.SMALL_TUPLE, Nesting.LIST, Nesting.MAP_KEY}) {
      byte[] bytes = nesting.term(TEN_MILLION);
      onASmallStack(() ->
          assertRefused(bytes).hasMessageContaining("nested deeper than the limit of 1000000"));
    }
  }

  @ParameterizedTest
  @EnumSource(Nesting.class)
  void decode_depthOfTheLimit_isTheTermInLinearMemory(Nesting nesting) {
    int levels = nesting == Nesting.IMPROPER_TAIL ? 2 : 1;
    byte[] bytes = nesting.term(1_000);
    DecodeLimits limits = DecodeLimits.DEFAULT.withMaxDepth(1_000 * levels);
    assertThat(new TermDecoder(limits).decode(bytes).equals(TermDecoder.DEFAULT.decode(bytes)))
        .isTrue();
    TermDecoder lower = new TermDecoder(limits.withMaxDepth(1_000 * levels - 1));
    assertThatThrownBy(() -> lower.decode(bytes)).isInstanceOf(DecodeException.class);
    Hostile.assertAllocatesInProportion(bytes);
  }

  /// A tail that is a list goes on with the same list, and is no level.
  @Test
  void decode_tailOfATailTenMillionTimes_isOneList() {
    byte[] bytes = Hostile.nested(TEN_MILLION, "6c_00000001_6a", "6a", "");
    ListTerm list = (ListTerm) TermDecoder.DEFAULT.decode(bytes);
    assertThat(list.size()).isEqualTo(TEN_MILLION);
    assertThat(list.isProper()).isTrue();
  }

  /// A list without elements is its tail, and nothing is left of it.
  @Test
  void decode_listsOfNoElementsTenMillionTimes_areTheLastTail() {
    byte[] bytes = Hostile.nested(TEN_MILLION, "6c_00000000", "6101", "");
    assertThat(TermDecoder.DEFAULT.decode(bytes)).isEqualTo(IntegerTerm.of(1));
  }
}
