package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Depth takes no stack: everything here runs on a thread with as small a stack as the JVM grants.
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

  @Test
  void decode_tenMillionDeep_isRefusedByTheLimit() throws Exception {
    byte[] bytes = new byte[20_000_002];
    for (int i = 1; i < bytes.length - 1; i += 2) {
      bytes[i] = 104;
      bytes[i + 1] = 1;
    }
    bytes[0] = (byte) 131;
    bytes[bytes.length - 1] = 106;
    onASmallStack(() ->
        assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
            .isInstanceOf(DecodeException.class)
            .hasMessageContaining("nested deeper than the limit of 1000000"));
  }

  @Test
  void decode_tailOfATailMillionTimes_isOneList() {
    TermOutput out = new TermOutput(0);
    out.writeByte(Tag.VERSION);
    for (int i = 0; i < 1_000_000; i++) {
      out.writeTagAndInt(Tag.LIST, 1);
      out.writeByte(Tag.NIL);
    }
    out.writeByte(Tag.NIL);
    ListTerm list = (ListTerm) TermDecoder.DEFAULT.decode(out.toByteArray());
    assertThat(list.size()).isEqualTo(1_000_000);
    assertThat(list.isProper()).isTrue();
  }

  private static void onASmallStack(Runnable action) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, action, "small stack", 1);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    if (failure.get() != null) {
      fail(failure.get());
    }
  }
}
