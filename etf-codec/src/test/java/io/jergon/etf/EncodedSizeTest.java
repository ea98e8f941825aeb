package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedSizeTest {
  private static final int MEGABYTE = 1 << 20;

  @Test
  void encode_listOfLikeTuples_copiesItsBytesOnce() {
    Term list =
        ListTerm.of(
            IntStream.range(0, 10_000)
                .mapToObj(i -> Tuple.of(IntegerTerm.of(i), Atom.OK, Binary.utf8("payload")))
                .toList());
    int size = TermEncoder.encode(list).length;
    assertThat(Allocation.of(() -> TermEncoder.encode(list))).isLessThan(size * 5L / 2);
  }

  @Test
  void encode_listOfIntegers_isNotCopied() {
    Term list = ListTerm.of(Collections.nCopies(100_000, IntegerTerm.of(1000)));
    int size = TermEncoder.encode(list).length;
    assertThat(Allocation.of(() -> TermEncoder.encode(list))).isLessThan(size * 3L / 2);
  }

  @Test
  void encode_listWhoseFirstIsLarge_reservesABoundedAmount() {
    Term[] elements = new Term[100_000];
    Arrays.fill(elements, Atom.OK);
    elements[0] = Binary.wrap(new byte[4000]);
    elements[elements.length / 2] = elements[0];
    Term list = ListTerm.of(elements);
    int size = TermEncoder.encode(list).length;
    assertThat(Allocation.of(() -> TermEncoder.encode(list))).isLessThan(2L * size + 2L * MEGABYTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 34, 70})
  void encode_funAtAnyDepth_hasItsSize(int depth) {
    Term fun =
        new InternalFun(
            Atom.of("m"),
            1,
            new byte[InternalFun.UNIQUE_SIZE],
            2,
            IntegerTerm.of(3),
            IntegerTerm.of(4),
            Pid.of(Atom.of("a@b"), 1, 2, 3),
            new Term[] {Tuple.of(Atom.OK), MapTerm.EMPTY});
    byte[] alone = TermEncoder.encode(fun);
    Term nested = fun;
    for (int i = 0; i < depth; i++) {
      nested = Tuple.of(nested);
    }
    byte[] bytes = TermEncoder.encode(nested);
    assertThat(Arrays.copyOfRange(bytes, 1 + 2 * depth, bytes.length))
        .isEqualTo(Arrays.copyOfRange(alone, 1, alone.length));
  }
}
