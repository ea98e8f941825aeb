package io.jergon.etf;

/// An Erlang term: an immutable value with value equality.
///
/// ```java
/// Term request = Tuple.of(Atom.of("add"), IntegerTerm.of(2));
/// request.toString();                       // {add,2}
/// Term.parse("{add, 2}").equals(request);   // true
///
/// String answer = switch (reply) {
///   case Atom a when a.is("ok") -> "done";
///   case Tuple t when t.arity() == 2 -> "got " + t.get(1);
///   default -> "unexpected " + reply;
/// };
/// ```
///
/// **Equality** is Erlang's `=:=` as OTP 27 defines it: `1` and `1.0` differ, and so do `0.0` and
/// `-0.0`; `"abc"` and `[97,98,99]` are the same list; pids, ports and references compare with
/// their node and creation. Any term can be a key of a [MapTerm] or of a `java.util.Map`.
///
/// **Order** ([#compareTo]) is Erlang's standard order of terms; where that calls two different
/// terms equal (`1` and `1.0`) the integer comes first, so that the order agrees with `equals`.
///
/// **Depth.** `equals`, `hashCode`, `compareTo`, `toString`, encoding and decoding need no more of
/// the thread's stack for a term nested a million deep than for a flat one.
public sealed interface Term extends Comparable<Term>
    permits Atom,
        IntegerTerm,
        FloatTerm,
        Binary,
        Bitstring,
        Tuple,
        ListTerm,
        MapTerm,
        Pid,
        Port,
        Ref,
        Fun,
        RecordTerm {

  /// Reads one term written in Erlang syntax: what [#toString] prints, and what a person types.
  ///
  /// ```java
  /// Term.parse("{ok, #{name => <<\"Zoë\"/utf8>>, tags => [a, 'B c' | rest], mask => 16#FF}}.");
  /// ```
  ///
  /// A trailing dot and `%` comments are allowed.
  ///
  /// @throws TermSyntaxException if the text is no term; it names line, column and what was
  ///   expected
  static Term parse(String text) {
    return TermParser.parse(text);
  }

  /// Compares in Erlang's standard order: number < atom < reference < fun < port < pid < tuple <
  /// native record < map < list < bit string; tuples and maps by size first.
  ///
  /// Maps with maps in their keys stand as the reference manual says. OTP 26 and later compare them
  /// by places in the atom table, which are others in each VM.
  @Override
  default int compareTo(Term other) {
    return TermOrder.compare(this, other);
  }

  /// The term in Erlang syntax on one line, as `io:format("~tp")` prints it with unlimited width.
  @Override
  String toString();

  /// The term in Erlang syntax on lines of `width` columns, broken and indented as
  /// `io:format("~*tp", [Width, Term])` does:
  ///
  /// ```java
  /// Term.parse("{error,{bad_config,#{port => none,hosts => [\"a\",\"b\"]}}}").toPrettyString(30);
  /// ```
  ///
  /// ```
  /// {error,
  ///     {bad_config,
  ///         #{hosts => ["a","b"],
  ///           port => none}}}
  /// ```
  ///
  /// A line is longer only where one atom, number, text or identifier is, or where the term is
  /// nested so deep that indentation leaves no room. A character with its combining marks counts as
  /// one column. The text of a hostile term may be longer than [#toString]'s by the width times;
  /// what is not trusted goes through [#abbreviated].
  ///
  /// @throws IllegalArgumentException if `width` is not positive
  default String toPrettyString(int width) {
    return TermPrinter.printLines(this, width);
  }

  /// The beginning of [#toString], for logs and error messages: about `maxLength` characters, and
  /// `...` if that is not all. Takes time and memory by that length, however large the term is.
  ///
  /// ```java
  /// Term.parse("[1,2,3,4,5]").abbreviated(4); // [1,2...
  /// ```
  ///
  /// @throws IllegalArgumentException if `maxLength` is negative
  default String abbreviated(int maxLength) {
    return TermPrinter.print(this, maxLength);
  }
}
