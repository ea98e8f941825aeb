package io.jergon.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import org.junit.jupiter.api.Test;

class TraceTokenTest {
  private static Term token(Term label, Term sender) {
    return Tuple.of(IntegerTerm.of(5), label, IntegerTerm.of(3), sender, IntegerTerm.of(2));
  }

  private static Term bytes(int length) {
    return Binary.of(new byte[length]);
  }

  @Test
  void of_fiveElementsWithTwoCounts_isAToken() {
    Term term = token(Atom.of("label"), Atom.OK);
    assertThat(TraceToken.of(term)).isNotNull();
    assertThat(TraceToken.of(term).toTerm()).isEqualTo(term);
    assertThat(TraceToken.of(Atom.of("none"))).isNull();
    assertThat(TraceToken.of(null)).isNull();
  }

  @Test
  void ofPeer_longToken_isNone() {
    assertThat(TraceToken.ofPeer(token(bytes(60_000), Atom.OK))).isNotNull();
    assertThat(TraceToken.ofPeer(token(bytes(70_000), Atom.OK))).isNull();
    assertThat(TraceToken.ofPeer(token(Atom.OK, bytes(70_000)))).isNull();
    assertThat(TraceToken.of(token(bytes(70_000), Atom.OK))).as("of this node").isNotNull();
  }
}
