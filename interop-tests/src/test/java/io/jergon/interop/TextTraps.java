package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Bitstring;
import io.jergon.etf.ExternalFun;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Random terms whose text is easy to get wrong: nearly printable lists and binaries, atoms that
/// need quotes, floats at the edges of their forms; and shapes that are easy to break into lines
/// wrongly. OTP 25 and later print all of it as `toString` has to: there are no identifiers.
final class TextTraps {
  private static final String[] WORDS = {
    "ok",
    "error",
    "true",
    "undefined",
    "a",
    "",
    "after",
    "end",
    "fun",
    "if",
    "cond",
    "let",
    "orelse",
    "endx",
    "éa",
    "ÿ",
    "ß",
    "aµ",
    "÷",
    "aÀ×",
    "Ok",
    "_x",
    "x_Y@9",
    "9",
    "a b",
    "a-b",
    "日本",
    "😀",
    "\n\t",
    "it's",
    "a\"b",
    "a\\b",
    "\u007f\u0080\u00a0",
    "Elixir.Jergon",
    "e\u0301",
    "module_of_the_user_42"
  };

  /// Those around the borders of what is printable, by kind. The emoji are whole: Erlang and Java
  /// disagree on how many characters there are in their halves.
  private static final String[][] CHARACTERS = {
    {"a", "b", "c", " ", "~", "\"", "\\", "'", ".", ",", "}"},
    {"\n", "\t", "\r", "\b", "\f", "\u000b", "\u001b", " ", "x"},
    {"\0", "\u0007", "\u000e", "\u001a", "\u001c", "\u001f", "\u007f", "\u0080", "\u009f", "x"},
    {"\u00a0", "\u00ad", "é", "ÿ", "×", "x", "~"},
    {"Ā", "Δ", "ж", "日", "\ud7ff", "\ue000", "\ufffd", "x"},
    {"😀", "𝄞", "\ud800\udc00", "\udbff\udfff", "x"},
    {"\ufffe", "\uffff", "\ud83f\udffe", "x"},
    {"e", "\u0301", "\u0308", "\u20dd", "\ufe0f", "x"},
    {"👩\u200d👩\u200d👧", "👍🏽", "❤\ufe0f", "🇩🇪", "🇩", "x"},
    {"\u1100", "\u1161", "\u11a8", "가", "각", "\u0e01", "\u0e33", "x"},
  };

  private final Random random;

  TextTraps(long seed) {
    this.random = new Random(seed);
  }

  Term next() {
    return term(random.nextInt(7));
  }

  private Term term(int depth) {
    if (depth == 0) {
      return word();
    }
    return switch (random.nextInt(9)) {
      case 0, 1 -> tagged(depth);
      case 2 -> Tuple.of(terms(depth).toArray(Term[]::new));
      case 3, 4 -> ListTerm.of(terms(depth));
      case 5 -> ListTerm.improper(List.of(term(depth - 1), word()), term(depth - 1));
      case 6 -> map(depth);
      case 7 -> words();
      default -> term(depth - 1);
    };
  }

  private Term tagged(int depth) {
    List<Term> elements = terms(depth);
    elements.addFirst(atom());
    return Tuple.of(elements.toArray(Term[]::new));
  }

  private List<Term> terms(int depth) {
    return many(random.nextInt(5), () -> term(random.nextInt(depth)));
  }

  private Term map(int depth) {
    MapTerm.Builder map = MapTerm.builder();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(
          random.nextInt(4) == 0 ? keyOf(term(random.nextInt(depth))) : atom(), term(depth - 1));
    }
    return map.build();
  }

  /// `0.0` and `-0.0` are one key before OTP 27.
  private static Term keyOf(Term term) {
    return term.toString().contains("-0.0") ? Atom.ERROR : term;
  }

  /// A list or tuple of many words, which fill lines.
  private Term words() {
    List<Term> words = many(random.nextInt(60), this::word);
    return random.nextBoolean() ? ListTerm.of(words) : Tuple.of(words.toArray(Term[]::new));
  }

  private Term word() {
    return switch (random.nextInt(11)) {
      case 0, 1 -> atom();
      case 2 -> IntegerTerm.of(random.nextInt(300));
      case 3 -> IntegerTerm.of(random.nextLong() >> random.nextInt(64));
      case 4 -> FloatTerm.of(number());
      case 5 -> list();
      case 6 -> Binary.utf8(text(30));
      case 7 -> bytes();
      case 8 -> ListTerm.chars(text(30));
      case 9 -> Bitstring.of(randomBytes(1 + random.nextInt(20)), 1 + random.nextInt(7));
      default -> ExternalFun.of(Atom.of("m"), Atom.of("f_1"), random.nextInt(256));
    };
  }

  private Atom atom() {
    return Atom.of(WORDS[random.nextInt(random.nextBoolean() ? 5 : WORDS.length)]);
  }

  /// Of code points, and of what is none.
  private Term list() {
    List<Term> elements = new ArrayList<>(ListTerm.chars(text(8)).elements());
    if (random.nextInt(4) == 0) {
      int[] odd = {-1, 0xd800, 0xdfff, 0x110000};
      elements.add(IntegerTerm.of(odd[random.nextInt(odd.length)]));
    }
    return ListTerm.of(elements);
  }

  private String text(int most) {
    String[] from = CHARACTERS[random.nextInt(CHARACTERS.length)];
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  /// Any bytes, or text that is cut, or Latin-1.
  private Binary bytes() {
    byte[] bytes =
        switch (random.nextInt(3)) {
          case 0 -> randomBytes(random.nextInt(60));
          case 1 -> Binary.utf8(text(30) + "é").toByteArray();
          default -> new byte[] {'a', (byte) 0xe9, (byte) (random.nextBoolean() ? '~' : 0xff)};
        };
    int length = Math.max(0, bytes.length - random.nextInt(3));
    return Binary.wrap(bytes, 0, length);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private double number() {
    double value =
        switch (random.nextInt(5)) {
          case 0 -> Math.scalb(1.0 + random.nextInt(3), random.nextInt(2100) - 1074);
          case 1 -> Double.parseDouble("1e" + (random.nextInt(632) - 323));
          case 2 -> random.nextInt(2000) / Math.pow(10, random.nextInt(25));
          case 3 -> 0x1p53 + 2 * random.nextInt(20) - 20;
          default -> Double.longBitsToDouble(random.nextLong());
        };
    return Double.isFinite(value) ? (random.nextBoolean() ? value : -value) : 0.0;
  }

  private List<Term> many(int count, Supplier<Term> terms) {
    List<Term> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(terms.get());
    }
    return all;
  }
}
