package io.jergon.etf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// An atom: a name of at most 255 Unicode code points.
///
/// ```java
/// Atom.of("ok").equals(Atom.OK);     // true: equal by name
/// Atom.of("hello world").toString(); // 'hello world'
/// Atom.of("hello world").name();     // hello world
/// if (term instanceof Atom a && a.is("stop")) ...
/// ```
///
/// There is no atom table: an atom is an ordinary object that the garbage collector takes back, so
/// a peer that sends ever new names fills nothing.
public final class Atom implements Term {
  /// The longest name, in code points (OTP 16's limit, counted in code points since OTP 20).
  public static final int MAX_CODE_POINTS = 255;

  public static final Atom OK = of("ok");
  public static final Atom ERROR = of("error");
  public static final Atom TRUE = of("true");
  public static final Atom FALSE = of("false");
  public static final Atom UNDEFINED = of("undefined");

  /// Elixir's `nil`, an atom. The empty list, which Erlang also calls nil, is [ListTerm#EMPTY].
  public static final Atom NIL = of("nil");

  public static final Atom NORMAL = of("normal");
  public static final Atom SHUTDOWN = of("shutdown");
  public static final Atom KILL = of("kill");
  public static final Atom KILLED = of("killed");
  public static final Atom NOPROC = of("noproc");
  public static final Atom NOCONNECTION = of("noconnection");
  public static final Atom TIMEOUT = of("timeout");
  public static final Atom INFINITY = of("infinity");
  public static final Atom BADARG = of("badarg");
  public static final Atom UNDEF = of("undef");
  public static final Atom YES = of("yes");
  public static final Atom NO = of("no");
  public static final Atom REPLY = of("reply");
  public static final Atom ALIAS = of("alias");
  public static final Atom PROCESS = of("process");
  public static final Atom USER = of("user");

  /// `'EXIT'`, the tag of an exit signal turned into a message.
  public static final Atom EXIT = of("EXIT");

  /// `'DOWN'`, the tag of a monitor's message.
  public static final Atom DOWN = of("DOWN");

  /// `''`: the atom without characters, used as cookie and as unused field on the wire.
  public static final Atom EMPTY = of("");

  private final String name;
  private final byte[] utf8;

  /// 0 until it is asked for.
  private int hash;

  private Atom(String name, byte[] utf8) {
    this.name = name;
    this.utf8 = utf8;
  }

  /// @throws IllegalArgumentException if the name has more than 255 code points or an unpaired
  ///   surrogate
  public static Atom of(String name) {
    if (name.length() > MAX_CODE_POINTS
        && name.codePointCount(0, name.length()) > MAX_CODE_POINTS) {
      throw new IllegalArgumentException(
          "an atom has at most 255 characters, this name has "
              + name.codePointCount(0, name.length()));
    }
    return new Atom(name, Utf8.encode(name));
  }

  /// `true` or `false`.
  public static Atom of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /// From bytes that are known to be well-formed UTF-8 of at most 255 code points. The array is
  /// kept.
  static Atom ofUtf8(byte[] utf8) {
    return new Atom(new String(utf8, UTF_8), utf8);
  }

  /// From at most 255 Latin-1 bytes.
  static Atom ofLatin1(byte[] latin1) {
    String name = new String(latin1, ISO_8859_1);
    return new Atom(name, name.getBytes(UTF_8));
  }

  /// The name without quotes or escapes.
  public String name() {
    return name;
  }

  /// True if this atom has that name.
  public boolean is(String otherName) {
    return name.equals(otherName);
  }

  /// The name's bytes, shared: nobody writes to them.
  byte[] utf8() {
    return utf8;
  }

  boolean isAscii() {
    return name.length() == utf8.length;
  }

  /// True if these bytes are the name's.
  boolean hasUtf8(byte[] bytes, int from, int length) {
    return utf8.length == length && Bytes.equal(utf8, 0, bytes, from, length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Atom atom && name.equals(atom.name));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = KeyedHash.of(utf8);
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
