package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import java.util.List;
import java.util.Random;

/// Contents of messages that check themselves; jergon_frames.erl makes and checks the same.
final class Messages {
  private Messages() {}

  static Tuple term(Term term) {
    return Tuple.of(Atom.of("term"), term, Binary.wrap(TermEncoder.encode(term)));
  }

  static Tuple binary(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Binary binary = Binary.wrap(bytes);
    return Tuple.of(Atom.of("binary"), binary, FramePeers.md5(binary));
  }

  /// Three atoms: one that is new, one that comes three times, and one of the greatest length now
  /// and then.
  static Tuple atoms(int n) {
    String longest = n % 50 == 0 ? Character.toString(0x1F600 + n % 7).repeat(255) : "c" + n % 5;
    Term atoms = ListTerm.of(Atom.of("a" + n), Atom.of("b" + n / 3), Atom.of(longest));
    return Tuple.of(Atom.of("atoms"), atoms, names(atoms));
  }

  static Term names(Term atoms) {
    List<Binary> names =
        ((ListTerm) atoms)
            .elements().stream().map(atom -> Binary.utf8(((Atom) atom).name())).toList();
    return ListTerm.of(names);
  }
}
