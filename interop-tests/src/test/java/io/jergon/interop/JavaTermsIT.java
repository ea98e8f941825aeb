package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ProcessName;
import io.jergon.testkit.RandomTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of term goes from Java to a server and comes back equal: on the same node, on another
/// Jergon node, in Erlang.
@ParameterizedClass
@MethodSource("io.jergon.interop.Place#each")
class JavaTermsIT {

  private static final int RANDOM_TERMS = 10_000;
  private static final int BATCH = 20;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Place place;

  JavaTermsIT(Place place) {
    this.place = place;
    place.node();
  }

  private Term echoed(Term term) {
    return (Term) place.node().call(ProcessName.of("echo", place.name()), term, LONG);
  }

  @Test
  void randomTerms_comeBackEqual() {
    RandomTerms terms = RandomTerms.seeded();
    System.out.println("JavaTermsIT random terms: -Dseed=" + terms.seed());
    for (int i = 0; i < RANDOM_TERMS; i += BATCH) {
      List<Term> batch = new ArrayList<>();
      for (int j = 0; j < BATCH; j++) {
        batch.add(terms.next());
      }
      var answers = (ListTerm) echoed(ListTerm.of(batch));
      for (int j = 0; j < BATCH; j++) {
        assertThat(answers.get(j))
            .as("term %d of -Dseed=%d", i + j, terms.seed())
            .isEqualTo(batch.get(j));
      }
    }
  }

  @Test
  void binary64MB_comesBackEqual() {
    var bytes = new byte[64 * 1024 * 1024];
    new java.util.Random(7).nextBytes(bytes);
    Term term = Binary.wrap(bytes);
    assertThat(echoed(term).equals(term)).isTrue();
  }

  @Test
  void list1000000Elements_comesBackEqual() {
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      elements.add(Tuple.of(IntegerTerm.of(i), Atom.OK));
    }
    Term term = ListTerm.of(elements);
    assertThat(echoed(term).equals(term)).isTrue();
  }

  @Test
  void nesting10000Deep_comesBackEqual() {
    Term term = Atom.of("leaf");
    for (int i = 0; i < 10_000; i++) {
      term = i % 2 == 0 ? Tuple.of(term) : ListTerm.of(term);
    }
    assertThat(echoed(term).equals(term)).isTrue();
  }
}
