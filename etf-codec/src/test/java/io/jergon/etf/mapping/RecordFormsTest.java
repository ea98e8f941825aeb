package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each annotation on records, both ways, and its errors.
class RecordFormsTest {
  private final TermMapper mapper = new TermMapper();

  @TermName("EXIT")
  record Exited(Term from, Term reason) {}

  enum Answer {
    OK,
    @TermName("not-found")
    NOT_FOUND
  }

  @Untagged
  record Point(long x, long y) {}

  record Line(Point from, Point to) {}

  @Untagged
  record Nothing() {}

  @AsMap
  record User(String name, int loginCount, Optional<String> mail) {}

  @AsMap(keys = AsMap.Keys.BINARIES)
  record Payload(long id, @TermName("userName") String user) {}

  @AsMap(strict = true)
  record Strict(int a, @TermName("B") int b) {}

  @AsMap
  record Query(
      String text, @DefaultTerm("10") int limit, @DefaultTerm("[<<\"x\">>]") List<String> tags) {}

  @AsStruct("MyApp.User")
  record Struct(String name, Optional<Integer> age) {}

  @AsStruct(value = "my_app", strict = true)
  record ErlangStruct(int a) {}

  @AsKeywordList
  record Retry(int times, Optional<Duration> pause, boolean loud) {}

  @AsKeywordList(strict = true)
  record StrictList(int a) {}

  @AsProplist
  record Listen(boolean binary, Boolean inet6, int backlog, @DefaultTerm("true") boolean reuse) {}

  private void check(Object value, String term) {
    assertThat(mapper.toTerm(value)).isEqualTo(Term.parse(term));
    assertThat((Object) mapper.fromTerm(Term.parse(term), value.getClass())).isEqualTo(value);
  }

  private void checkRead(String term, Object value) {
    assertThat((Object) mapper.fromTerm(Term.parse(term), value.getClass())).isEqualTo(value);
  }

  private void checkRefused(String term, Class<?> type, String message) {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse(term), type))
        .isInstanceOf(MappingException.class)
        .hasMessage(message);
  }

  private void checkType(Class<?> type, String message) {
    checkRefused("a", type, message);
  }

  @Test
  void termName_onRecordAndConstant_isTheAtom() {
    check(new Exited(Atom.OK, Atom.KILLED), "{'EXIT',ok,killed}");
    check(Answer.NOT_FOUND, "'not-found'");
    check(Answer.OK, "ok");
    checkRefused("not_found", Answer.class, "at $: expected one of ok, 'not-found', got not_found");
  }

  @Test
  void untagged_record_isItsComponentsAlone() {
    check(new Point(1, -2), "{1,-2}");
    check(new Line(new Point(1, 2), new Point(3, 4)), "{line,{1,2},{3,4}}");
    check(new Nothing(), "{}");
    checkRefused("{1}", Point.class, "at $: expected {X,Y}, got {1}");
    checkRefused("{1,a}", Point.class, "at $.y: expected integer in long range, got a");
  }

  @Test
  void asMap_atomKeys_inSnakeCase() {
    check(
        new User("Joe", 3, Optional.of("j@x")),
        "#{name=><<\"Joe\">>,login_count=>3,mail=><<\"j@x\">>}");
    check(new User("Joe", 3, Optional.empty()), "#{name=><<\"Joe\">>,login_count=>3}");
  }

  @Test
  void asMap_reading_takesBinaryKeysNilAndUnknownKeys() {
    User joe = new User("Joe", 3, Optional.empty());
    checkRead("#{<<\"name\">>=>\"Joe\",<<\"login_count\">>=>3,other=>[],9=>9}", joe);
    checkRead("#{name=>'Joe',login_count=>3,mail=>nil}", joe);
    checkRead("#{name=>'Joe',login_count=>3,mail=>undefined}", joe);
    checkRead("#{name=>'Joe',<<\"name\">>=>'Mike',login_count=>3}", joe);
  }

  @Test
  void asMap_keysInOtherLetters_areTakenIfTheirOwnAreMissing() {
    User joe = new User("Joe", 3, Optional.of("m"));
    checkRead("#{'Name'=>'Joe',loginCount=>3,<<\"MAIL\">>=>m}", joe);
    checkRead("#{name=>'Joe',<<\"login-count\">>=>3,mail=>m,'Mail'=>x,9=>9,<<255>>=>9}", joe);
    checkRead("#{name=>'Joe','LOGIN_COUNT'=>3,mail=>m}", joe);
    checkRefused(
        "#{id=>1,username=>j}",
        Payload.class,
        "at $: expected the key userName, got #{id => 1,username => j}");
    checkRefused(
        "#{'A'=>1,'B'=>2}",
        Strict.class,
        "at $: expected no other keys than #{a => A,'B' => B}, got 'A'");
  }

  @AsMap(keys = AsMap.Keys.BINARIES, tagKey = "kind", strict = true)
  record Dog(String name) implements Animal {}

  @AsMap(keys = AsMap.Keys.BINARIES, tagKey = "kind")
  record Cat(int lives) implements Animal {}

  sealed interface Animal permits Dog, Cat {}

  @Test
  void asMap_tagAsBinary_isTheSameTag() {
    check(new Dog("Rex"), "#{<<\"kind\">>=>dog,<<\"name\">>=><<\"Rex\">>}");
    checkRead("#{<<\"kind\">>=><<\"dog\">>,<<\"name\">>=><<\"Rex\">>}", new Dog("Rex"));
    checkRead("#{kind=>dog,name=>'Rex'}", new Dog("Rex"));
    assertThat(mapper.fromTerm(Term.parse("#{<<\"kind\">>=><<\"cat\">>,lives=>7}"), Animal.class))
        .isEqualTo(new Cat(7));
    checkRefused(
        "#{kind=>dog,<<\"kind\">>=>cat,name=>x}",
        Dog.class,
        "at $: expected no other keys than #{<<\"kind\">> => dog,<<\"name\">> => Name}, got <<\"kind\">>");
    checkRefused(
        "#{kind=><<255>>}",
        Cat.class,
        "at $: expected #{<<\"kind\">> => cat,<<\"lives\">> => Lives}, got #{kind => <<\"ÿ\">>}");
  }

  @AsMap
  record Alike(
      @DefaultTerm("0") int userName,
      @DefaultTerm("0") int username,
      @DefaultTerm("0") int u_sername) {}

  @Test
  void asMap_componentsInOtherLetters_areTakenToTheLetter() {
    checkRead("#{user_name=>1,username=>2}", new Alike(1, 2, 0));
    checkRead("#{user_name=>1,'USERNAME'=>2}", new Alike(1, 0, 0));
  }

  @Test
  void asKeywordList_keysInOtherLetters_areTaken() {
    checkRead(
        "[{'Times',3},{<<\"Pause\">>,5},'LOUD']",
        new Retry(3, Optional.of(Duration.ofMillis(5)), true));
    checkRefused(
        "[{'A',1}]", StrictList.class, "at $[0]: expected no other keys than [{a,A}], got {'A',1}");
  }

  @Test
  void asMap_wrong_saysWhichKey() {
    checkRefused("#{name=>a}", User.class, "at $: expected the key login_count, got #{name => a}");
    checkRefused(
        "#{name=>a,login_count=>b}",
        User.class,
        "at $.loginCount: expected integer in int range, got b");
    checkRefused(
        "{a}",
        User.class,
        "at $: expected #{name => Name,login_count => LoginCount,mail => Mail}, got {a}");
  }

  @Test
  void asMap_binaryKeys_areWrittenAndReadEitherWay() {
    check(new Payload(1, "j"), "#{<<\"id\">>=>1,<<\"userName\">>=><<\"j\">>}");
    checkRead("#{id=>1,userName=>j}", new Payload(1, "j"));
  }

  @Test
  void asMap_strict_refusesOtherKeys() {
    check(new Strict(1, 2), "#{a=>1,'B'=>2}");
    checkRead("#{a=>1,<<\"B\">>=>2}", new Strict(1, 2));
    checkRefused(
        "#{a=>1,'B'=>2,b=>3}",
        Strict.class,
        "at $: expected no other keys than #{a => A,'B' => B}, got b");
    checkRefused(
        "#{a=>1,<<\"a\">>=>1,'B'=>2}",
        Strict.class,
        "at $: expected no other keys than #{a => A,'B' => B}, got <<\"a\">>");
  }

  @Test
  void defaultTerm_missingKey_isTheDefault() {
    checkRead("#{text=>a}", new Query("a", 10, List.of("x")));
    checkRead("#{text=>a,limit=>1,tags=>[]}", new Query("a", 1, List.of()));
    check(new Query("a", 10, List.of("x")), "#{text=><<\"a\">>,limit=>10,tags=>[<<\"x\">>]}");
  }

  @Test
  void asStruct_module_isUnderStruct() {
    check(
        new Struct("Joe", Optional.of(50)),
        "#{'__struct__'=>'Elixir.MyApp.User',name=><<\"Joe\">>,age=>50}");
    check(
        new Struct("Joe", Optional.empty()),
        "#{'__struct__'=>'Elixir.MyApp.User',name=><<\"Joe\">>,age=>nil}");
    check(new ErlangStruct(1), "#{'__struct__'=>my_app,a=>1}");
    checkRead(
        "#{'__struct__'=>'Elixir.MyApp.User',name=>'Joe','__meta__'=>x}",
        new Struct("Joe", Optional.empty()));
    checkRefused(
        "#{'__struct__'=>'Elixir.Other',name=>a,age=>1}",
        Struct.class,
        "at $: expected #{'__struct__' => 'Elixir.MyApp.User',name => Name,age => Age}, "
            + "got #{'__struct__' => 'Elixir.Other',age => 1,name => a}");
    checkRefused(
        "#{'__struct__'=>my_app,a=>1,b=>2}",
        ErlangStruct.class,
        "at $: expected no other keys than #{'__struct__' => my_app,a => A}, got b");
  }

  @Test
  void asKeywordList_pairs_inAnyOrder() {
    check(
        new Retry(3, Optional.of(Duration.ofMillis(500)), true),
        "[{times,3},{pause,500},{loud,true}]");
    Retry quiet = new Retry(3, Optional.empty(), true);
    check(quiet, "[{times,3},{loud,true}]");
    checkRead("[loud,{other,1},flag,{<<\"times\">>,3},{times,4}]", quiet);
    checkRefused("[{times,3}]", Retry.class, "at $: expected the key loud, got [{times,3}]");
    checkRefused(
        "[loud,{times,3,4}]",
        Retry.class,
        "at $[1]: expected a pair with a key, or an atom, got {times,3,4}");
    checkRefused(
        "[loud,{1,4}]", Retry.class, "at $[1]: expected a pair with a key, or an atom, got {1,4}");
    checkRefused(
        "[{times,a},loud]", Retry.class, "at $.times: expected integer in int range, got a");
    checkRefused(
        "[a|b]",
        Retry.class,
        "at $: expected [{times,Times},{pause,Pause},{loud,Loud}], got [a|b]");
    check(new StrictList(1), "[{a,1}]");
    checkRefused(
        "[{a,1},b]", StrictList.class, "at $[1]: expected no other keys than [{a,A}], got b");
  }

  @Test
  void asProplist_booleans_areBareAtoms() {
    check(new Listen(true, false, 128, true), "[binary,{backlog,128},{reuse,true}]");
    check(new Listen(false, true, 128, false), "[inet6,{backlog,128},{reuse,false}]");
    checkRead("[{binary,true},{inet6,false},{backlog,1}]", new Listen(true, false, 1, true));
    checkRefused(
        "[{binary,yes},{backlog,1}]", Listen.class, "at $.binary: expected true or false, got yes");
  }

  sealed interface Any {
    record Tagged(int a) implements Any {}

    record Alone() implements Any {}

    @Untagged
    record Two(int a, int b) implements Any {}

    @AsStruct("S")
    record OfStruct(int a) implements Any {}

    @AsMap(tagKey = "type")
    record Circle(double radius) implements Any {}

    @AsMap(tagKey = "type", keys = AsMap.Keys.BINARIES)
    record Square(double side) implements Any {}

    @AsMap
    record Plain(@DefaultTerm("7") int a) implements Any {}

    @AsKeywordList
    record Options(@DefaultTerm("7") int a) implements Any {}

    enum Kind implements Any {
      BIG
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{tagged,1} ~ Tagged[a=1]",
        "alone ~ Alone[]",
        "{1,2} ~ Two[a=1, b=2]",
        "#{'__struct__'=>'Elixir.S',a=>1} ~ OfStruct[a=1]",
        "#{type=>circle,radius=>2.0} ~ Circle[radius=2.0]",
        "#{<<\"type\">>=>square,<<\"side\">>=>2.0} ~ Square[side=2.0]",
        "#{a=>1} ~ Plain[a=1]",
        "[{a,1}] ~ Options[a=1]",
        "big ~ BIG",
      })
  void union_membersOfAllForms_areToldApart(String term, String value) {
    Any read = mapper.fromTerm(Term.parse(term), Any.class);
    assertThat(read).hasToString(value);
    assertThat(mapper.toTerm(read)).isEqualTo(Term.parse(term));
    assertThat(mapper.fromTerm(mapper.toTerm(List.of(read)), Any[].class)).containsExactly(read);
  }

  @Test
  void union_noMember_saysWhichThereAre() {
    checkRefused(
        "{1,2,3}",
        Any.class,
        "at $: expected {tagged,A} or alone or {A,B} or #{'__struct__' => 'Elixir.S',a => A} or "
            + "#{type => circle,radius => Radius} or #{<<\"type\">> => square,<<\"side\">> => Side} or "
            + "#{a => A} or [{a,A}] or big, got {1,2,3}");
  }

  sealed interface TwoLists {
    @AsKeywordList
    record A(int a) implements TwoLists {}

    @AsProplist
    record B(int b) implements TwoLists {}
  }

  sealed interface TwoMaps {
    @AsMap
    record A(int a) implements TwoMaps {}

    @AsMap
    record B(int b) implements TwoMaps {}
  }

  sealed interface TwoTuples {
    @Untagged
    record A(int a) implements TwoTuples {}

    @Untagged
    record B(int b) implements TwoTuples {}
  }

  @Test
  void union_membersThatLookAlike_areRefused() {
    String two = "at $: two members of " + getClass().getName();
    checkType(TwoLists.class, two + "$TwoLists look alike: [{a,A}] and [{b,B}]");
    checkType(TwoMaps.class, two + "$TwoMaps look alike: #{a => A} and #{b => B}");
    checkType(TwoTuples.class, two + "$TwoTuples look alike: {A} and {B}");
  }

  @Untagged
  @AsMap
  record TwoForms(int a) {}

  @AsMap
  record TwoKeys(int a, @TermName("a") int b) {}

  enum TwoNames {
    A,
    @TermName("a")
    B
  }

  @AsMap
  record BadDefault(@DefaultTerm("[") int a) {}

  @AsMap
  record DefaultThatDoesNotFit(@DefaultTerm("a") int a) {}

  @AsMap
  record DefaultInList(@DefaultTerm("[1,x]") List<BigInteger> a) {}

  @AsMap
  record Recursive(
      int value, @DefaultTerm("[#{value=>2,children=>[]}]") List<Recursive> children) {}

  @AsMap
  record DefaultOfOptional(@DefaultTerm("1") Optional<Integer> a) {}

  record DefaultInTuple(@DefaultTerm("1") int a) {}

  @AsMap(tagKey = "a")
  record TagKeyTaken(int a) {}

  @Test
  void annotations_thatMakeNoSense_areRefused() {
    String name = getClass().getName();
    assertThatThrownBy(() -> mapper.fromTerm(Atom.OK, TwoForms.class))
        .hasMessageStartingWith(
            "at $: more than one form for the record " + name + "$TwoForms: [@");
    checkType(TwoKeys.class, "at $: two components of " + name + "$TwoKeys have the key a");
    checkType(TwoNames.class, "at $: two constants of " + name + "$TwoNames are the atom a");
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse("#{}"), BadDefault.class))
        .hasMessageStartingWith("at $.a: @DefaultTerm: ");
    for (String term : List.of("#{a=>1}", "#{}")) {
      checkRefused(
          term,
          DefaultThatDoesNotFit.class,
          "at $.a: @DefaultTerm: expected integer in int range, got a");
    }
    checkRefused("#{}", DefaultInList.class, "at $.a[1]: @DefaultTerm: expected an integer, got x");
    checkRead("#{value=>1}", new Recursive(1, List.of(new Recursive(2, List.of()))));
    checkType(
        DefaultOfOptional.class,
        "at $.a: @DefaultTerm on an Optional, which is empty if it is missing");
    checkType(
        DefaultInTuple.class,
        "at $.a: @DefaultTerm on a component of a tuple (expected: of a map or list)");
    checkType(
        TagKeyTaken.class,
        "at $: a component of " + name + "$TagKeyTaken has the key a of the tag");
  }
}
