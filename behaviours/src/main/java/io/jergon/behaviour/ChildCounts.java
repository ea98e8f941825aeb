package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// How many children a supervisor has, see [Supervisor#countChildren].
///
/// @param specs all, running or not
/// @param active those that run
/// @param supervisors those of `specs` that are supervisors, running or not
/// @param workers those of `specs` that are not
public record ChildCounts(int specs, int active, int supervisors, int workers) {

  /// From the answer to `count_children`: `[{specs, N}, {active, N}, ...]`.
  static ChildCounts of(Term answer) {
    ListTerm counts = (ListTerm) answer;
    return new ChildCounts(
        count(counts, "specs"),
        count(counts, "active"),
        count(counts, "supervisors"),
        count(counts, "workers"));
  }

  private static int count(ListTerm counts, String what) {
    return counts.elements().stream()
        .map(Tuple.class::cast)
        .filter(count -> count.get(0).equals(Atom.of(what)))
        .map(count -> ((IntegerTerm) count.get(1)).intValue())
        .findFirst()
        .orElseThrow();
  }
}
