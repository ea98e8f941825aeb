package io.jergon.node.call;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tag that a reply carries back. It is opaque to the server, but where it names an alias the
/// reply is sent to that:
///
/// ```
/// [alias | Ref]             gen_server:call, an improper list
/// [[alias | Ref] | Rest]    gen_server:multi_call
/// ```
///
/// Source: `gen.erl`, OTP 24 and later.
public final class ReplyTag {
  private static final Atom ALIAS = Atom.of("alias");

  private ReplyTag() {}

  /// The tag of a call whose alias is this reference.
  static Term of(Ref alias) {
    return ListTerm.improper(List.of(ALIAS), alias);
  }

  /// The alias in a tag, null when it names none.
  public static @Nullable Ref alias(Term tag) {
    Ref direct = pair(tag);
    return direct == null && tag instanceof ListTerm list && list.size() == 1
        ? pair(list.get(0))
        : direct;
  }

  private static @Nullable Ref pair(Term term) {
    return term instanceof ListTerm list
            && list.size() == 1
            && list.get(0).equals(ALIAS)
            && list.tail() instanceof Ref ref
        ? ref
        : null;
  }
}
