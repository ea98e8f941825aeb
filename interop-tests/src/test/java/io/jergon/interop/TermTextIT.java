package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.ExternalFun;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.InternalFun;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Port;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RandomTerms;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Terms print as Erlang prints them, and what Erlang prints is read. `-Djergon.text.terms=60000`
/// tries more of them.
class TermTextIT {
  private static final int BATCH = 500;
  private static final int TERMS = Integer.getInteger("jergon.text.terms", 10_000);
  private static final long SEED = Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);

  private static ErlangNode unicode;
  private static ErlangNode latin1;

  @BeforeAll
  static void start() {
    System.out.println("TermTextIT: -Dseed=" + SEED);
    unicode = ErlangNode.undistributed().arguments("+pc", "unicode").start();
    latin1 = ErlangNode.undistributed().arguments("+pc", "latin1").start();
    unicode.load(TermTextIT.class, "jergon_text.erl");
    latin1.load(TermTextIT.class, "jergon_text.erl");
  }

  @AfterAll
  static void stop() {
    unicode.close();
    latin1.close();
  }

  @Test
  void toString_textTraps_areAsErlangPrintsThem() {
    TextTraps traps = new TextTraps(SEED);
    printsAsErlang(() -> {
      for (; ; ) {
        Term term = traps.next();
        if (!has(term, TermTextIT::isTextBeforeOtp29)) {
          return term;
        }
      }
    });
  }

  @Test
  void toString_randomTerms_areAsErlangPrintsThem() {
    RandomTerms terms = new RandomTerms(SEED);
    printsAsErlang(() -> {
      for (; ; ) {
        Term term = terms.next();
        if (printsAlike(term)) {
          return term;
        }
      }
    });
  }

  private static void printsAsErlang(Supplier<Term> terms) {
    Random random = new Random(SEED);
    for (int batch = 0; batch < TERMS / BATCH; batch++) {
      List<Tuple> sent = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        int width = 10 + random.nextInt(random.nextBoolean() ? 40 : 191);
        sent.add(Tuple.of(terms.get(), IntegerTerm.of(width)));
      }
      List<Term> printed = ask(unicode, "printed", ListTerm.of(sent));
      for (int i = 0; i < BATCH; i++) {
        Term term = sent.get(i).get(0);
        int width = (int) ((IntegerTerm) sent.get(i).get(1)).longValue();
        Tuple texts = (Tuple) printed.get(i);
        assertThat(term).hasToString(text(texts.get(0)));
        String lines = term.toPrettyString(width);
        assertThat(lines).as("width %s", width).isEqualTo(text(texts.get(1)));
        assertThat(Term.parse(lines)).isEqualTo(term);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parse_whatErlangPrints_isTheTerm(boolean allPrintable) {
    ErlangNode erl = allPrintable ? unicode : latin1;
    assertThat(erl.eval("jergon_text:unicode()")).isEqualTo(Boolean.toString(allPrintable));
    TextTraps traps = new TextTraps(SEED + 1);
    RandomTerms terms = new RandomTerms(SEED + 1);
    for (int batch = 0; batch < TERMS / 5 / BATCH; batch++) {
      List<Term> sent = new ArrayList<>();
      while (sent.size() < BATCH) {
        Term term = sent.size() % 2 == 0 ? traps.next() : terms.next();
        if (isReadable(term)) {
          sent.add(term);
        }
      }
      List<Term> printed = ask(erl, "same", ListTerm.of(sent));
      for (int i = 0; i < BATCH; i++) {
        for (Term text : (ListTerm) printed.get(i)) {
          assertThat(Term.parse(text(text))).as("%s", text).isEqualTo(sent.get(i));
        }
      }
    }
  }

  private static List<Term> ask(ErlangNode erl, String function, Term argument) {
    erl.bindExternal("Argument", TermEncoder.encode(argument));
    byte[] answer = erl.evalExternal("jergon_text:" + function + "(Argument)");
    return ((ListTerm) TermDecoder.DEFAULT.decode(answer)).elements();
  }

  private static String text(Term binary) {
    return ((Binary) binary).utf8();
  }

  /// True if Erlang's text has all that is in the term.
  private static boolean isReadable(Term term) {
    return switch (term) {
      case Pid _, Port _, Ref _, InternalFun _ -> false;
      // Erlang prints neither quotes around reserved words here nor characters above 255 rightly.
      case ExternalFun fun -> isPlain(fun.module()) && isPlain(fun.function());
      case Tuple tuple -> tuple.elements().stream().allMatch(TermTextIT::isReadable);
      case ListTerm list ->
          isReadable(list.isProper() ? Atom.OK : list.tail())
              && list.elements().stream().allMatch(TermTextIT::isReadable);
      case MapTerm map ->
          map.asMap().entrySet().stream()
              .allMatch(entry -> isReadable(entry.getKey()) && isReadable(entry.getValue()));
      case RecordTerm record -> record.values().stream().allMatch(TermTextIT::isReadable);
      default -> true;
    };
  }

  private static boolean isPlain(Atom atom) {
    return atom.name().matches("[a-z][a-z_0-9]*");
  }

  /// True if Erlang has no reason to print it differently. OTP 25 has no order of more than 32
  /// keys.
  private static boolean printsAlike(Term term) {
    return isReadable(term)
        && !has(term, TermTextIT::isLargeMap)
        && !has(term, TermTextIT::isTextBeforeOtp29);
  }

  private static boolean isLargeMap(Term term) {
    return term instanceof MapTerm map && map.size() > 32;
  }

  /// True for bytes that OTP 29 prints as numbers, and those before it, as we, as Latin-1: no
  /// UTF-8, and before it ceases to be such there is a character that is not printable.
  private static boolean isTextBeforeOtp29(Term term) {
    if (!(term instanceof Binary binary) || binary.isUtf8()) {
      return false;
    }
    CharBuffer begin = CharBuffer.allocate(binary.size());
    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(binary.toByteArray()), begin, true);
    return begin.flip().chars().anyMatch(c -> c >= 0xfffe);
  }

  private static boolean has(Term term, Predicate<Term> what) {
    return what.test(term)
        || switch (term) {
          case Tuple tuple -> tuple.elements().stream().anyMatch(element -> has(element, what));
          case ListTerm list ->
              has(list.isProper() ? Atom.OK : list.tail(), what)
                  || list.elements().stream().anyMatch(element -> has(element, what));
          case MapTerm map ->
              map.asMap().entrySet().stream()
                  .anyMatch(entry -> has(entry.getKey(), what) || has(entry.getValue(), what));
          case RecordTerm record ->
              record.values().stream().anyMatch(element -> has(element, what));
          default -> false;
        };
  }
}
