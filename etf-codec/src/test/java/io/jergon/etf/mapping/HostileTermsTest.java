package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What a peer may send, or a program make, to bring the mapper down.
class HostileTermsTest {
  private static final int DEEP = 1_000_000;

  private final TermMapper mapper = new TermMapper();

  record Node(Optional<Node> next) {}

  record Growing<T>(Optional<Growing<List<T>>> next) {}

  @AsMap
  record Mapped(List<Mapped> inner) {}

  @AsKeywordList
  record Listed(Map<String, Listed> inner) {}

  sealed interface Expression {
    record Not(Expression of) implements Expression {}

    record True() implements Expression {}
  }

  interface Types {
    Growing<String> growing();
  }

  private void checkTooDeep(Type type, Term inner, UnaryOperator<Term> wrap) {
    Term term = inner;
    for (int i = 0; i < DEEP; i++) {
      term = wrap.apply(term);
    }
    Term deep = term;
    assertThatThrownBy(() -> mapper.fromTerm(deep, type))
        .isInstanceOf(MappingException.class)
        .hasMessageEndingWith("nested deeper than 500");
  }

  @Test
  void recursiveTypes_deepTerms_areRefused() throws NoSuchMethodException {
    Atom not = Atom.of("not");
    checkTooDeep(Expression.class, Atom.TRUE, t -> Tuple.of(not, t));
    Atom node = Atom.of("node");
    checkTooDeep(Node.class, Atom.UNDEFINED, t -> Tuple.of(node, t));
    Atom inner = Atom.of("inner");
    checkTooDeep(
        Mapped.class, ListTerm.EMPTY, t -> MapTerm.builder().put(inner, ListTerm.of(t)).build());
    checkTooDeep(
        Listed.class,
        ListTerm.EMPTY,
        t -> ListTerm.of(Tuple.of(inner, MapTerm.builder().put(Atom.OK, t).build())));
    Atom growing = Atom.of("growing");
    checkTooDeep(
        Types.class.getDeclaredMethod("growing").getGenericReturnType(),
        Atom.UNDEFINED,
        t -> Tuple.of(growing, t));
  }

  @Test
  void toTerm_deepValue_isRefused() {
    Node node = new Node(Optional.empty());
    for (int i = 0; i < DEEP; i++) {
      node = new Node(Optional.of(node));
    }
    Node deep = node;
    assertThatThrownBy(() -> mapper.toTerm(deep))
        .isInstanceOf(MappingException.class)
        .hasMessageEndingWith("nested deeper than 500");
  }

  record Numbers(List<Long> list, long[] array) {}

  @Test
  void hugeLists_areMapped() {
    long[] numbers = new long[DEEP];
    List<Long> boxed = new ArrayList<>();
    for (int i = 0; i < DEEP; i++) {
      numbers[i] = i * 1000L;
      boxed.add(i * 1000L);
    }
    Numbers read = mapper.fromTerm(mapper.toTerm(new Numbers(boxed, numbers)), Numbers.class);
    assertThat(read.list().equals(boxed)).isTrue();
    assertThat(read.array()).isEqualTo(numbers);
  }

  record Atoms(Set<Atom> set) {}

  record Texts(Set<String> set) {}

  record Key(String text) {}

  record Keys(Set<Key> set) {}

  /// 2^15 strings that have one hash code.
  private static List<String> colliding() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 1 << 15; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static Term setOf(String tag, Function<String, Term> element) {
    return Tuple.of(Atom.of(tag), ListTerm.of(colliding().stream().map(element).toList()));
  }

  @Test
  void set_textsMadeToCollide_isMapped() {
    Term atoms = setOf("atoms", Atom::of);
    assertThat(mapper.fromTerm(atoms, Atoms.class).set()).hasSize(1 << 15);
    Term texts = setOf("texts", Binary::utf8);
    assertThat(mapper.fromTerm(texts, Texts.class).set()).hasSize(1 << 15);
  }

  /// The hash of a record is its components', and records are in no order that a hash table knows.
  @Test
  void set_recordsMadeToCollide_isRefused() {
    Term keys = setOf("keys", text -> Tuple.of(Atom.of("key"), Binary.utf8(text)));
    assertThatThrownBy(() -> mapper.fromTerm(keys, Keys.class))
        .isInstanceOf(MappingException.class)
        .hasMessage("at $.set: more than 1000 keys have one hash code");
  }

  enum Many {
    A
  }

  record WithEnum(List<Many> many) {}

  @Test
  void message_ofAHugeTerm_isShort() {
    Term huge = ListTerm.of(java.util.Collections.nCopies(DEEP, Atom.of("a")));
    assertThatThrownBy(() -> mapper.fromTerm(huge, String.class))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    Term map = MapTerm.builder().put(huge, IntegerTerm.of(1)).build();
    assertThatThrownBy(() -> mapper.fromTerm(map, MapOfAtoms.TYPE))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    assertThatThrownBy(() -> mapper.toTerm(Map.of("x".repeat(DEEP), Double.NaN)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  private static final class MapOfAtoms {
    static final Type TYPE = type();

    static Type type() {
      try {
        return Holder.class.getDeclaredMethod("map").getGenericReturnType();
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
    }

    interface Holder {
      Map<Atom, Integer> map();
    }
  }

  record Trouble(int number) {
    Trouble {
      if (number < 0) {
        throw new StackOverflowError("the constructor's own");
      }
    }

    @Override
    public int number() {
      if (number > 100) {
        throw new IllegalStateException("the accessor's own");
      }
      return number;
    }
  }

  @Test
  void record_itsOwnFailures_comeThrough() {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("{trouble,-1}"), Trouble.class))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("the constructor's own");
    assertThatThrownBy(() -> mapper.toTerm(new Trouble(101)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the accessor's own");
  }

  record Typed(List<Integer> numbers) {}

  @Test
  void value_notOfItsDeclaredType_isRefused() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // what is to be refused
    List<Integer> lie = (List) List.of("a");
    assertThatThrownBy(() -> mapper.toTerm(new Typed(lie)))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(
            "at $: a value is not of the type that its record or collection declares: ");
  }
}
