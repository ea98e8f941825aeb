package io.jergon.etf;

/// The layout of a fun with an environment (erl_ext_dist: NEW_FUN_EXT):
///
/// ```
///   1     4      1      16      4       4       n        n          n         n       n
/// +-----+------+-------+------+-------+------+--------+----------+---------+-----+-----------+
/// | 112 | Size | Arity | Uniq | Index | Free | Module | OldIndex | OldUniq | Pid | Free x term |
/// +-----+------+-------+------+-------+------+--------+----------+---------+-----+-----------+
/// ```
///
/// Size counts everything after the tag, itself included. BEAM does not look at it, and neither do
/// we: a term's end follows from its parts.
final class FunFormat {
  private FunFormat() {}

  /// Writes what stands before the free variables, with the size that is right if there are none.
  static void writeHead(InternalFun fun, TermOutput out) {
    int start = out.size();
    out.writeTagAndInt(Tag.NEW_FUN, 0);
    out.writeByte(fun.arity());
    out.writeBytes(fun.unique());
    out.writeInt(fun.index());
    out.writeInt(fun.children().length);
    TermEncoder.writeAtom(fun.module(), out);
    TermEncoder.writeInteger(fun.oldIndex(), out);
    TermEncoder.writeInteger(fun.oldUnique(), out);
    TermEncoder.writePid(fun.creator(), out);
    putSize(out, start);
  }

  /// Sets the size of the fun that begins at `start` and ends here.
  static void putSize(TermOutput out, int start) {
    out.putInt(start + 1, out.size() - start - 1);
  }
}
