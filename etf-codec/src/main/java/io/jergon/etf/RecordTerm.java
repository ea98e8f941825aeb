package io.jergon.etf;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A native record, the term type that OTP 29 brought. Not the tagged tuple that Erlang's older
/// `-record` makes: that is a [Tuple].
///
/// ```java
/// RecordTerm.of(Atom.of("shop"), Atom.of("item"), true,
///     List.of(Atom.of("price")), List.of(IntegerTerm.of(5))).toString(); // #shop:item{price = 5}
/// ```
public final class RecordTerm implements Term {
  private final Atom module;
  private final Atom name;
  private final boolean exported;
  private final Atom[] fields;
  private final Term[] values;

  /// 0 until it is asked for.
  private int hash;

  private RecordTerm(Atom module, Atom name, boolean exported, Atom[] fields, Term[] values) {
    this.module = Objects.requireNonNull(module, "module");
    this.name = Objects.requireNonNull(name, "name");
    this.exported = exported;
    this.fields = fields;
    this.values = values;
  }

  /// @param module the module that defines the record
  /// @param exported whether other modules may look into it
  /// @param fields the names, in the definition's order
  /// @param values as many as names
  /// @throws IllegalArgumentException if names repeat, or there are not as many values as names
  public static RecordTerm of(
      Atom module, Atom name, boolean exported, List<Atom> fields, List<? extends Term> values) {
    Atom[] names = fields.toArray(Atom[]::new);
    if (names.length != values.size()) {
      throw new IllegalArgumentException(
          "a record of " + names.length + " fields has " + values.size() + " values");
    }
    Atom repeated = firstRepeated(names);
    if (repeated != null) {
      throw new IllegalArgumentException("field " + repeated + " appears twice");
    }
    return adopt(module, name, exported, names, Terms.copy(values.toArray(Term[]::new)));
  }

  /// As [#of], but unchecked, and takes the arrays over.
  static RecordTerm adopt(Atom module, Atom name, boolean exported, Atom[] fields, Term[] values) {
    return new RecordTerm(module, name, exported, fields, values);
  }

  /// The first name that is there already, or null.
  static @Nullable Atom firstRepeated(Atom[] fields) {
    Set<String> seen = new HashSet<>();
    for (Atom field : fields) {
      if (!seen.add(field.name())) {
        return field;
      }
    }
    return null;
  }

  public Atom module() {
    return module;
  }

  public Atom name() {
    return name;
  }

  public boolean isExported() {
    return exported;
  }

  /// The fields' names, as an unmodifiable list.
  public List<Atom> fields() {
    return Collections.unmodifiableList(Arrays.asList(fields));
  }

  /// The fields' values in the same order, as an unmodifiable list.
  public List<Term> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /// The value of a field, or null if the record has no such field.
  public @Nullable Term get(Atom field) {
    int index = Arrays.asList(fields).indexOf(field);
    return index < 0 ? null : values[index];
  }

  Atom[] fieldArray() {
    return fields;
  }

  /// The values, shared: nobody writes to them.
  Term[] children() {
    return values;
  }

  /// True if everything but the values is the same.
  boolean sameShape(RecordTerm that) {
    return exported == that.exported
        && name.equals(that.name)
        && module.equals(that.module)
        && Arrays.equals(fields, that.fields);
  }

  /// A hash of everything but the values.
  int shapeHash() {
    long state = KeyedHash.mix(KeyedHash.START, module.hashCode());
    state = KeyedHash.mix(state, name.hashCode());
    for (Atom field : fields) {
      state = KeyedHash.mix(state, field.hashCode());
    }
    return KeyedHash.end(state);
  }

  int cachedHash() {
    return hash;
  }

  void cacheHash(int computed) {
    hash = computed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof RecordTerm that && TermEquality.equal(this, that));
  }

  @Override
  public int hashCode() {
    return hash != 0 ? hash : TermHash.hash(this);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
