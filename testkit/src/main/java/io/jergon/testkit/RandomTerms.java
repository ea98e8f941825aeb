package io.jergon.testkit;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Bitstring;
import io.jergon.etf.ExternalFun;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Port;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.TermOutput;
import io.jergon.etf.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Random terms of every kind, with a liking for edges: integers around powers of two, empty and
/// Unicode atoms, improper lists, bit strings, maps with any keys, identifiers of third nodes,
/// funs. The same seed gives the same terms.
///
/// ```java
/// RandomTerms terms = RandomTerms.seeded();        // prints -Dseed=..., and takes it
/// for (int i = 0; i < 10_000; i++) {
///   Term term = terms.next();
///   assertThat(echo.call(term)).isEqualTo(term);
/// }
/// ```
///
/// Every BEAM from OTP 24 on takes every one of them and gives it back as it was. Native records,
/// which only OTP 29 knows, are not among them. For one thread at a time.
public final class RandomTerms {
  private static final int MOST_DEPTH = 5;
  private static final int MOST_CHILDREN = 6;
  private static final String[] CHARACTERS = {
    "abcdefghijklmnopqrstuvwxyz",
    "ABC019_@ .-",
    "'\"\\\n\t\u001b\u007f\u0000",
    "éßÿ÷×À\u0080\u00a0",
    "日本語жЯ\ufffd",
    "😀𝄞"
  };

  /// Bits where a form ends: of longs that floats hold, of floats, of SMALL_BIG_EXT.
  private static final int[] EDGES = {53, 63, 64, 1023, 1024, 2040, 2048};

  private static final double[] FLOATS = {
    0.0,
    1.0,
    -1.0,
    0.1,
    1e15,
    1e16,
    0x1p53,
    -0x1p53,
    0x1p53 + 2,
    0x1p63,
    -0x1p64,
    1e300,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    4.35,
    1e-5,
    1e23
  };

  private final long seed;
  private final Random random;

  /// Terms that follow from the seed.
  public RandomTerms(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /// Terms that follow from the system property `seed`, or else from a new seed.
  public static RandomTerms seeded() {
    return new RandomTerms(Long.getLong("seed", System.nanoTime()));
  }

  /// What makes the same terms again: show it with a failure, `-Dseed=` takes it.
  public long seed() {
    return seed;
  }

  /// A term of any kind, nested up to five deep.
  public Term next() {
    return next(MOST_DEPTH);
  }

  /// A term of any kind, nested up to `depth` deep: the flatter, the smaller and quicker.
  public Term next(int depth) {
    return term(random.nextInt(depth + 1), true);
  }

  /// A term that differs from a given one in one place at most. There it is the given one's
  /// neighbour in Erlang's order, or equal but not the same (`1` and `1.0`): for tests of the
  /// order.
  public Term similar(Term term) {
    return new SimilarTerms(this, random).similar(term, true);
  }

  /// @param minusZero false in keys of maps, since `0.0` and `-0.0` are one key before OTP 27
  private Term term(int depth, boolean minusZero) {
    if (depth == 0) {
      return leaf(minusZero);
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> Tuple.of(terms(depth, minusZero).toArray(Term[]::new));
      case 2, 3 -> ListTerm.of(terms(depth, minusZero));
      case 4 -> improper(depth, minusZero);
      case 5, 6 -> map(depth, minusZero);
      default -> leaf(minusZero);
    };
  }

  private List<Term> terms(int depth, boolean minusZero) {
    List<Term> terms = new ArrayList<>();
    for (int i = random.nextInt(MOST_CHILDREN); i > 0; i--) {
      terms.add(term(depth - 1, minusZero));
    }
    return terms;
  }

  private Term improper(int depth, boolean minusZero) {
    List<Term> elements = terms(depth, minusZero);
    elements.add(term(depth - 1, minusZero));
    return ListTerm.improper(elements, term(depth - 1, minusZero));
  }

  private Term map(int depth, boolean minusZero) {
    MapTerm.Builder map = MapTerm.builder();
    int size = random.nextInt(20) == 0 ? random.nextInt(100) : random.nextInt(MOST_CHILDREN);
    for (int i = 0; i < size; i++) {
      boolean plain = size > MOST_CHILDREN;
      map.put(term(plain ? 0 : depth - 1, false), term(plain ? 0 : depth - 1, minusZero));
    }
    return map.build();
  }

  private Term leaf(boolean minusZero) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> integer();
      case 3 -> FloatTerm.of(number(minusZero));
      case 4, 5 -> atom();
      case 6 -> Binary.utf8(text(20));
      case 7 -> Binary.of(bytes(random.nextInt(100)));
      case 8 -> Bitstring.of(bytes(1 + random.nextInt(10)), 1 + random.nextInt(7));
      case 9 -> ListTerm.chars(text(20));
      case 10 -> pid();
      case 11 -> Port.of(node(), random.nextLong() >>> random.nextInt(64), random.nextInt());
      case 12 -> reference();
      case 13 -> ExternalFun.of(atom(), atom(), random.nextInt(256));
      case 14 -> random.nextBoolean() ? Tuple.EMPTY : ListTerm.EMPTY;
      default -> random.nextInt(4) == 0 ? funWithEnvironment(minusZero) : MapTerm.EMPTY;
    };
  }

  /// An integer of 0 to 70 bits, rarely of up to 2,100, often one next to a power of two.
  public IntegerTerm integer() {
    int bits =
        switch (random.nextInt(16)) {
          case 0, 1, 2 -> random.nextInt(600);
          case 3 -> EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
          default -> random.nextInt(70);
        };
    BigInteger value =
        random.nextInt(3) == 0
            ? BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(random.nextInt(3) - 1))
            : new BigInteger(bits, random);
    return IntegerTerm.of(random.nextBoolean() ? value : value.negate());
  }

  private double number(boolean minusZero) {
    double value =
        switch (random.nextInt(3)) {
          case 0 -> FLOATS[random.nextInt(FLOATS.length)];
          case 1 -> random.nextInt(1_000_000) / 1000.0;
          default -> Double.longBitsToDouble(random.nextLong());
        };
    if (!Double.isFinite(value)) {
      return 1.5;
    }
    return value == 0 && minusZero && random.nextBoolean() ? -0.0 : value;
  }

  /// An atom of 0 to 255 characters, mostly few.
  public Atom atom() {
    return switch (random.nextInt(20)) {
      case 0 -> Atom.EMPTY;
      case 1 -> Atom.of(CHARACTERS[5].substring(0, 2).repeat(255));
      case 2 -> Atom.of("x".repeat(255));
      case 3, 4, 5, 6 -> Atom.of(text(12));
      default -> Atom.of("atom_" + random.nextInt(200));
    };
  }

  private String text(int mostCharacters) {
    String characters = CHARACTERS[random.nextInt(CHARACTERS.length)];
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(mostCharacters); i > 0; i--) {
      int index = random.nextInt(characters.codePointCount(0, characters.length()));
      text.appendCodePoint(characters.codePointAt(characters.offsetByCodePoints(0, index)));
    }
    return text.toString();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private Atom node() {
    return Atom.of("third" + random.nextInt(5) + "@127.0.0." + random.nextInt(5));
  }

  /// A pid of a node that is neither side's.
  public Pid pid() {
    return Pid.of(node(), unsigned(), unsigned(), random.nextInt());
  }

  private long unsigned() {
    return (random.nextInt() & 0xffff_ffffL) >>> random.nextInt(32);
  }

  /// A reference of a node that is neither side's: of two to five words, the first of 18 bits, as
  /// BEAM makes them. (OTP 25 does not find one of a single word again as a key.)
  public Ref reference() {
    int[] words = new int[2 + random.nextInt(4)];
    words[0] = random.nextInt(1 << 18);
    for (int i = 1; i < words.length; i++) {
      words[i] = random.nextInt();
    }
    return Ref.of(node(), random.nextInt(), words);
  }

  /// A native record, which no BEAM before OTP 29 takes; so none is among the other terms.
  public RecordTerm record() {
    List<Atom> fields = Stream.generate(this::atom).limit(random.nextInt(4)).distinct().toList();
    List<Term> values = fields.stream().map(_ -> next(1)).toList();
    Atom module = Atom.of("module_" + random.nextInt(3));
    return RecordTerm.of(module, atom(), random.nextBoolean(), fields, values);
  }

  /// A fun of a module that no node has. There is no way to make one but to read it.
  private Term funWithEnvironment(boolean minusZero) {
    Term[] variables = terms(1, minusZero).toArray(Term[]::new);
    TermOutput out = new TermOutput(200);
    out.writeByte(112); // erl_ext_dist: NEW_FUN_EXT
    out.writeInt(0);
    out.writeByte(random.nextInt(256));
    out.writeBytes(bytes(16));
    int index = random.nextInt(100);
    out.writeInt(index);
    out.writeInt(variables.length);
    TermEncoder.encodeBody(Atom.of("no_module_" + random.nextInt(5)), out);
    TermEncoder.encodeBody(IntegerTerm.of(index), out);
    TermEncoder.encodeBody(IntegerTerm.of(random.nextInt(1 << 26)), out);
    TermEncoder.encodeBody(pid(), out);
    for (Term variable : variables) {
      TermEncoder.encodeBody(variable, out);
    }
    out.putInt(1, out.size() - 1);
    return TermDecoder.DEFAULT.decodeBody(new TermInput(out.array(), 0, out.size()));
  }
}
