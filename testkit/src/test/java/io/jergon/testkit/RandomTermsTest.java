package io.jergon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The generator, and by it the codec.
class RandomTermsTest {
  private static final int ROUNDS = 5_000;

  private final RandomTerms terms = RandomTerms.seeded();

  @Test
  void next_sameSeed_givesTheSameTerms() {
    RandomTerms again = new RandomTerms(terms.seed());
    for (int i = 0; i < 1_000; i++) {
      assertThat(again.next()).isEqualTo(terms.next());
    }
  }

  @Test
  void next_manyTerms_areOfEveryKind() {
    assertThat(terms(2_000).stream().map(term -> term.getClass().getSimpleName()).distinct())
        .as("-Dseed=%d", terms.seed())
        .containsExactlyInAnyOrder(
            "Atom",
            "IntegerTerm",
            "FloatTerm",
            "Binary",
            "Bitstring",
            "Tuple",
            "ListTerm",
            "MapTerm",
            "Pid",
            "Port",
            "Ref",
            "ExternalFun",
            "InternalFun");
  }

  @Test
  void encodedTerm_decoded_isTheSameTermAndTheSameBytes() {
    for (int i = 0; i < ROUNDS; i++) {
      Term term = terms.next();
      byte[] bytes = TermEncoder.encode(term);
      Term decoded = TermDecoder.DEFAULT.decode(bytes);
      assertThat(decoded)
          .as("-Dseed=%d", terms.seed())
          .isEqualTo(term)
          .hasSameHashCodeAs(term)
          .isEqualByComparingTo(term);
      assertThat(TermEncoder.encode(decoded)).as("-Dseed=%d", terms.seed()).isEqualTo(bytes);
    }
  }

  @Test
  void printedTerm_parsed_isTheSameTerm() {
    for (int i = 0; i < ROUNDS; i++) {
      Term term = terms.next();
      String text = term.toString();
      if (!text.contains("#Fun<")) {
        assertThat(Term.parse(text)).as("-Dseed=%d", terms.seed()).isEqualTo(term);
      }
    }
  }

  @Test
  void order_randomTerms_isTotalAndAgreesWithEquals() {
    List<Term> sorted = new ArrayList<>(terms(2_000));
    Collections.sort(sorted);
    assertThat(new TreeSet<>(sorted)).hasSameSizeAs(sorted.stream().distinct().toList());
    Random random = new Random(terms.seed());
    for (int i = 0; i < 20_000; i++) {
      int a = random.nextInt(sorted.size());
      int b = random.nextInt(sorted.size());
      int order = sorted.get(a).compareTo(sorted.get(b));
      assertThat(order == 0)
          .as("-Dseed=%d", terms.seed())
          .isEqualTo(sorted.get(a).equals(sorted.get(b)));
      if (order != 0) {
        assertThat(order < 0).as("-Dseed=%d", terms.seed()).isEqualTo(a < b);
      }
    }
  }

  @Test
  void similar_anyTerm_isATermNearIt() {
    int same = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Term term = i % 5 == 0 ? terms.record() : terms.next(2);
      Term similar = terms.similar(term);
      same += similar.equals(term) ? 1 : 0;
      assertThat(TermDecoder.DEFAULT.decode(TermEncoder.encode(similar)))
          .as("-Dseed=%d", terms.seed())
          .isEqualTo(similar);
      assertThat(Integer.signum(similar.compareTo(term)))
          .as("-Dseed=%d: %s and %s", terms.seed(), similar, term)
          .isEqualTo(-Integer.signum(term.compareTo(similar)));
    }
    assertThat(same).as("-Dseed=%d", terms.seed()).isLessThan(ROUNDS / 2);
  }

  private List<Term> terms(int count) {
    List<Term> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(terms.next());
    }
    return list;
  }
}
