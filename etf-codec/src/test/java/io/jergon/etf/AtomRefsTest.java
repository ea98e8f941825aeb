package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtomRefsTest {
  private final AtomRefs atoms = new AtomRefs();

  @Test
  void encode_atomsOfAHeader_areReferences() {
    byte[] bytes = encoded(Term.parse("{ok, ok, error}"));

    assertThat(bytes).containsExactly(104, 3, 82, 0, 82, 0, 82, 1);
    assertThat(atoms.size()).isEqualTo(2);
    assertThat(atoms.get(1)).isEqualTo(Atom.ERROR);
    assertThatThrownBy(() -> atoms.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void encode_atomsOfIdentifiersAndFuns_areReferencesToo() {
    Term term = Term.parse("[#Pid<'a@b'.1.2.3>, #Ref<'a@b'.1.2>, #Port<'a@b'.1.2>, fun a:b/1]");

    assertThat(decoded(encoded(term))).isEqualTo(term);
    assertThat(atoms.size()).isEqualTo(3);
  }

  @Test
  void encode_moreThan255Atoms_spellsTheOthersOut() {
    List<Term> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(Atom.of("atom" + i % 500));
    }
    Term term = ListTerm.of(many);

    assertThat(decoded(encoded(term))).isEqualTo(term);
    assertThat(atoms.size()).isEqualTo(AtomRefs.MAX);
  }

  @Test
  void encode_gathering_refersToAtomsAndBinaries() {
    Term term = Tuple.of(Atom.OK, Binary.wrap(new byte[5000]), Atom.OK);
    TermOutput out = TermOutput.gathering(64, atoms);
    TermEncoder.encodeBody(term, out);

    assertThat(out.isInPieces()).isTrue();
    assertThat(decoded(out.toByteArray())).isEqualTo(term);
    assertThat(atoms.size()).isEqualTo(1);
  }

  private byte[] encoded(Term term) {
    TermOutput out = TermOutput.gathering(64, atoms);
    TermEncoder.encodeBody(term, out);
    return out.toByteArray();
  }

  private Term decoded(byte[] bytes) {
    Atom[] all = new Atom[atoms.size()];
    Arrays.setAll(all, atoms::get);
    return TermDecoder.DEFAULT.decodeBody(new TermInput(bytes, 0, bytes.length), all);
  }
}
