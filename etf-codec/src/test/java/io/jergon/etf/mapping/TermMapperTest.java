package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermMapperTest {
  private final TermMapper mapper = new TermMapper();

  sealed interface Message<T> {
    record Add<T>(long n) implements Message<T> {}

    record Reset<T>() implements Message<T> {}

    record PutValue<T>(String key, T value) implements Message<T> {}

    record Put<T>(String key) implements Message<T> {}

    sealed interface Admin<T> extends Message<T> {
      record HTTPStop<T>(Optional<List<T>> reason) implements Admin<T> {}

      enum Level implements Admin<Object> {
        LOW,
        VERY_HIGH
      }
    }
  }

  record Everything(
      boolean truth,
      byte b,
      short s,
      int i,
      long l,
      float f,
      double d,
      BigInteger big,
      String text,
      List<Integer> list,
      Set<String> set,
      Map<String, List<Double>> map,
      Optional<String> optional,
      Message.Admin.Level level,
      Term term,
      Pid pid,
      Object anything) {}

  record User(String name, int age) {}

  record Group(User user, List<User> others, Map<String, User> byName) {}

  record Tree(int value, List<Tree> children) {}

  record Arrays(byte[] bytes, int[] ints, List<String>[] lists) {}

  record Even(int number) {
    Even {
      if (number % 2 != 0) {
        throw new IllegalArgumentException("odd: " + number);
      }
    }
  }

  record Box<T extends Comparable<T>>(T content) {}

  interface Types {
    Message<String> message();

    Box<Integer> box();

    List<? extends Box<String>> boxes();

    Collection<List<Integer>[]> arrays();

    Map<Atom, Optional<Long>> map();
  }

  private static Type type(String name) {
    try {
      return Types.class.getDeclaredMethod(name).getGenericReturnType();
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{add,2}                ~ Add[n=2]                     ~ {add,2}",
        "reset                  ~ Reset[]                      ~ reset",
        "{reset}                ~ Reset[]                      ~ reset",
        "{put_value,\"a\",b}    ~ PutValue[key=a, value=b]     ~ {put_value,<<\"a\">>,<<\"b\">>}",
        "{put,a}                ~ Put[key=a]                   ~ {put,<<\"a\">>}",
        "{http_stop,undefined}  ~ HTTPStop[reason=Optional.empty] ~ {http_stop,undefined}",
        "{http_stop,nil}        ~ HTTPStop[reason=Optional.empty] ~ {http_stop,undefined}",
        "{http_stop,[\"é\",b]}  ~ HTTPStop[reason=Optional[[é, b]]] ~ {http_stop,[<<\"é\"/utf8>>,<<\"b\">>]}",
        "low                    ~ LOW                          ~ low",
        "very_high              ~ VERY_HIGH                    ~ very_high",
      })
  void sealedInterface_eachMember_isFoundByItsTagAndBack(String term, String value, String again) {
    Object read = mapper.fromTerm(Term.parse(term), type("message"));
    assertThat(read).hasToString(value);
    assertThat(mapper.toTerm(read)).isEqualTo(Term.parse(again));
  }

  @Test
  void record_everyKindOfComponent_comesBackEqual() {
    Everything value =
        new Everything(
            true,
            (byte) -128,
            (short) 300,
            -70_000,
            Long.MIN_VALUE,
            1.5f,
            -0.0,
            BigInteger.TWO.pow(100),
            "Zoë 😀",
            List.of(1, 2, 300),
            Set.of("x"),
            Map.of("k", List.of(1.5, 2.0)),
            Optional.of("there"),
            Message.Admin.Level.VERY_HIGH,
            Term.parse("{a,b}"),
            Pid.of(Atom.of("a@b"), 1, 2, 3),
            IntegerTerm.of(5));
    Term term = mapper.toTerm(value);
    assertThat(term)
        .hasToString(
            "{everything,true,-128,300,-70000,-9223372036854775808,1.5,-0.0,"
                + "1267650600228229401496703205376,<<\"Zoë 😀\"/utf8>>,[1,2,300],[<<\"x\">>],"
                + "#{<<\"k\">> => [1.5,2.0]},<<\"there\">>,very_high,{a,b},#Pid<a@b.1.2.3>,5}");
    assertThat(mapper.fromTerm(term, Everything.class)).isEqualTo(value);
  }

  @Test
  void arrays_bytesAreABinary_othersAreLists() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // there is no generic array creation
    List<String>[] lists = new List[] {List.of("a"), List.of()};
    Term term = mapper.toTerm(new Arrays(new byte[] {1, 2}, new int[] {1, 300}, lists));
    assertThat(term).hasToString("{arrays,<<1,2>>,[1,300],[[<<\"a\">>],[]]}");
    Arrays read = mapper.fromTerm(term, Arrays.class);
    assertThat(read.bytes()).containsExactly(1, 2);
    assertThat(read.ints()).containsExactly(1, 300);
    assertThat(read.lists()).containsExactly(lists);
    assertThat(mapper.fromTerm(Term.parse("[1,255]"), byte[].class)).containsExactly(1, 255);
  }

  @Test
  void genericType_arguments_areFollowed() {
    assertThat(mapper.fromTerm(Term.parse("{box,1}"), type("box"))).isEqualTo(new Box<>(1));
    assertThat(mapper.fromTerm(Term.parse("[{box,a}]"), type("boxes")))
        .isEqualTo(List.of(new Box<>("a")));
    assertThat(mapper.fromTerm(Term.parse("#{a => 1,b => undefined}"), type("map")))
        .isEqualTo(Map.of(Atom.of("a"), Optional.of(1L), Atom.of("b"), Optional.empty()));
    Object arrays = mapper.fromTerm(Term.parse("[[[1],[2,3]]]"), type("arrays"));
    assertThat((List<?>) arrays)
        .singleElement()
        .isInstanceOfSatisfying(
            List[].class, a -> assertThat(a).containsExactly(List.of(1), List.of(2, 3)));
  }

  @Test
  void recursiveType_anyDepthUpToTheLimit_comesBack() {
    Tree tree = new Tree(0, List.of());
    for (int i = 1; i < 200; i++) {
      tree = new Tree(i, List.of(tree, new Tree(-1, List.of())));
    }
    assertThat(mapper.fromTerm(mapper.toTerm(tree), Tree.class)).isEqualTo(tree);
  }

  @Test
  void nesting_deeperThanTheLimit_isRefusedBothWays() {
    Term term = Term.parse("{tree,1,[]}");
    for (int i = 0; i < 100_000; i++) {
      term = Tuple.of(Atom.of("tree"), IntegerTerm.of(1), ListTerm.of(term));
    }
    Term deep = term;
    assertThatThrownBy(() -> mapper.fromTerm(deep, Tree.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("nested deeper than 500");
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThatThrownBy(() -> mapper.toTerm(cycle))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("nested deeper than 500");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{group,{user,a,\"x\"},[],#{}} ~ at $.user.age: expected integer in int range, got \"x\"",
        "{group,{user,1,1},[],#{}} ~ at $.user.name: expected text (a UTF-8 binary, a charlist, an atom), got 1",
        "{group,{user,a,1},[{user,a,1},{user,b}],#{}} ~ at $.others[1]: expected {user,Name,Age}, got {user,b}",
        "{group,{user,a,1},[],#{x => 1}} ~ at $.byName[x]: expected {user,Name,Age}, got 1",
        "{group,{user,a,1},[a|b],#{}} ~ at $.others: expected a list, got [a|b]",
        "{group,{user,a,1},[],[]} ~ at $.byName: expected a map, got []",
        "{group,{user,a,2147483648},[],#{}} ~ at $.user.age: expected integer in int range, got 2147483648",
        "{group,{user,<<255>>,1},[],#{}} ~ at $.user.name: expected text (a UTF-8 binary, a charlist, an atom), got <<\"ÿ\">>",
        "other ~ at $: expected {group,User,Others,ByName}, got other",
        "{group,{user,a,1},[],#{a => {user,a,1},\"a\" => {user,a,1}}} ~ at $.byName[\"a\"]: two keys of the map become a",
      })
  void fromTerm_termThatDoesNotFit_saysWhereAndWhatWasExpected(String term, String message) {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse(term), Group.class))
        .isInstanceOf(MappingException.class)
        .hasMessage(message);
  }

  @Test
  void fromTerm_noMemberOfTheUnion_listsThem() {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("{add,1,2}"), Message.class))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "at $: expected {add,N} or reset or {put_value,Key,Value} or {put,Key} or "
                + "{http_stop,Reason} or low or very_high, got {add,1,2}");
  }

  @Test
  void fromTerm_constructorRefuses_isAMappingExceptionWithItsCause() {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("{even,3}"), Even.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("at $: ")
        .hasMessageContaining("odd: 3")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scalars_byClass_areReadLeniently() {
    assertThat(mapper.fromTerm(Term.parse("5"), int.class)).isEqualTo(5);
    assertThat(mapper.fromTerm(Term.parse("5"), double.class)).isEqualTo(5.0);
    assertThat(mapper.fromTerm(Term.parse("\"é日\""), String.class)).isEqualTo("é日");
    assertThat(mapper.fromTerm(Term.parse("[]"), String.class)).isEmpty();
    assertThat(mapper.fromTerm(Term.parse("true"), boolean.class)).isTrue();
    assertThat(mapper.fromTerm(Term.parse("{a}"), Object.class)).isEqualTo(Term.parse("{a}"));
    assertThat(mapper.fromTerm(Term.parse("{a}"), Tuple.class)).isEqualTo(Term.parse("{a}"));
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("a"), Tuple.class))
        .hasMessage("at $: expected a Tuple, got a");
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("yes"), boolean.class))
        .hasMessage("at $: expected true or false, got yes");
  }

  @Test
  void toTerm_plainValues_areTermsByTheirClass() {
    assertThat(mapper.toTerm("a")).isEqualTo(Binary.utf8("a"));
    assertThat(mapper.toTerm(5)).isEqualTo(IntegerTerm.of(5));
    assertThat(mapper.toTerm(Atom.OK)).isSameAs(Atom.OK);
    assertThat(mapper.toTerm(List.of(1, "a", Optional.empty())))
        .hasToString("[1,<<\"a\">>,undefined]");
  }

  @Test
  void toTerm_noTermForIt_saysWhereAndWhy() {
    Map<String, Object> map = new HashMap<>();
    map.put("k", null);
    assertThatThrownBy(() -> mapper.toTerm(List.of(map)))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("at $[0][k]: null has no term");
    assertThatThrownBy(() -> mapper.toTerm(List.of(Double.NaN)))
        .hasMessage("at $[0]: no term for NaN (expected: a finite number)");
    assertThatThrownBy(() -> mapper.toTerm(new StringBuilder()))
        .hasMessageStartingWith("at $: no mapping for the type java.lang.StringBuilder");
    assertThatThrownBy(() -> mapper.toTerm(new Object()))
        .hasMessage("at $: no mapping for the type java.lang.Object");
    assertThatThrownBy(() -> mapper.toTerm("\ud800")).hasMessageContaining("unpaired surrogate");
  }

  @Test
  void readCollections_change_isRefused() {
    Group group = mapper.fromTerm(Term.parse("{group,{user,a,1},[],#{}}"), Group.class);
    assertThatThrownBy(() -> group.others().add(group.user()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> group.byName().put("a", group.user()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  sealed interface Twins {
    record Same(int a) implements Twins {}

    sealed interface Inner extends Twins {
      record Same(String b) implements Inner {}
    }
  }

  @Test
  void sealedInterface_membersThatLookAlike_areRefused() {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("{same,1}"), Twins.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("look alike: {same,A} and {same,B}");
  }

  @Test
  void fromTerm_typeWithoutMapping_isRefused() {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("[]"), ArrayList.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("no mapping to the type java.util.ArrayList");
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("[]"), Thread.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("no mapping for the type java.lang.Thread");
  }

  /// Found by fuzzing: it became an infinity, which no term is.
  @Test
  void fromTerm_floatBeyondFloat_isRefused() {
    assertThat(mapper.fromTerm(Term.parse("1.5"), Float.class)).isEqualTo(1.5f);
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("1.0e300"), Float.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("expected float in float range, got 1.0e300");
  }
}
