package io.jergon.etf;

import static io.jergon.etf.Hostile.onASmallStack;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Depth takes no stack: everything here runs on a thread with a small one.
class DeepTermTest {
  private static final int DEPTH = 50_000;

  enum Nesting {
    TUPLE(t -> Tuple.of(t)),
    FIRST_OF_TUPLE(t -> Tuple.of(t, Atom.OK)),
    LIST(t -> ListTerm.of(t)),
    TAIL(t -> Tuple.of(ListTerm.improper(ListTerm.of(Atom.OK).elements(), Tuple.of(t)))),
    MAP_VALUE(t -> MapTerm.builder().put(Atom.OK, t).build()),
    MAP_KEY(t -> MapTerm.builder().put(t, Atom.OK).build()),
    MAP_KEY_BESIDE_A_MAP(
        t ->
            MapTerm.builder()
                .put(t, Atom.OK)
                .put(MapTerm.builder().put(Atom.OK, t).put(Atom.NO, Atom.NO).build(), Atom.NO)
                .build(),
        12),
    KEY_OF_TWO(t ->
        MapTerm.builder()
            .put(t, Atom.OK)
            .put(
                MapTerm.builder().put(Atom.OK, Atom.OK).put(Atom.NO, Atom.NO).build(),
                t.equals(Atom.OK) ? t : Atom.NO)
            .build()),
    FUN(t ->
        new InternalFun(
            Atom.of("m"),
            1,
            new byte[InternalFun.UNIQUE_SIZE],
            2,
            IntegerTerm.of(3),
            IntegerTerm.of(4),
            Pid.of(Atom.of("a@b"), 1, 2, 3),
            new Term[] {t}));

    private final UnaryOperator<Term> nest;
    private final int depth;

    Nesting(UnaryOperator<Term> nest) {
      this(nest, DEPTH);
    }

    Nesting(UnaryOperator<Term> nest, int depth) {
      this.nest = nest;
      this.depth = depth;
    }

    Term term() {
      Term term = Atom.OK;
      for (int i = 0; i < depth; i++) {
        term = nest.apply(term);
      }
      return term;
    }
  }

  @ParameterizedTest
  @EnumSource(Nesting.class)
  void deepTerm_everyOperation_takesNoStack(Nesting nesting) throws Exception {
    onASmallStack(() -> {
      Term term = nesting.term();
      byte[] bytes = TermEncoder.encode(term);
      Term decoded = TermDecoder.DEFAULT.decode(bytes);
      assertThat(decoded.equals(term)).isTrue();
      assertThat(decoded.hashCode()).isEqualTo(term.hashCode());
      assertThat(decoded.compareTo(term)).isZero();
      assertThat(decoded.compareTo(nesting.nest.apply(term))).isNotZero();
      assertThat(decoded.equals(nesting.nest.apply(term))).isFalse();
      assertThat(TermEncoder.encode(decoded)).isEqualTo(bytes);
      if (nesting != Nesting.FUN) {
        assertThat(Term.parse(term.toString()).equals(term)).isTrue();
      }
      assertThat(term.abbreviated(10)).hasSizeLessThan(20);
    });
  }
}
