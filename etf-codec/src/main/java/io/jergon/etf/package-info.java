/// Erlang terms, their external format and their text.
///
/// Start with [Term][io.jergon.etf.Term], the family of values.
/// [TermEncoder][io.jergon.etf.TermEncoder] and [TermDecoder][io.jergon.etf.TermDecoder] turn them
/// into bytes and back; `TermReader` is where a tag becomes a term. `toString` and `Term.parse` are
/// `TermPrinter` and `TermParser`. What compares terms (`TermEquality`, `TermHash`, `TermOrder`)
/// and `MapIndex` keep their own stacks, because a term may be nested deeper than a thread's stack
/// is.
@NullMarked
package io.jergon.etf;

import org.jspecify.annotations.NullMarked;
