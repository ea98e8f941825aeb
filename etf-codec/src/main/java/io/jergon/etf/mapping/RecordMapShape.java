package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record that is a map: [AsMap] and [AsStruct].
final class RecordMapShape extends KeyedShape {
  /// The entry that tells which record it is.
  ///
  /// @param key as it is written
  private record Tag(TagKey place, Term key, Atom value) {
    static Tag of(String name, boolean asAtom, Atom value) {
      TagKey place = TagKey.of(name);
      return new Tag(place, place.key(asAtom), value);
    }
  }

  private final Term[] keys;

  /// The same keys in their other form, atom or binary.
  private final Term[] otherKeys;

  private final @Nullable Tag tag;
  private final boolean strict;

  private RecordMapShape(
      TypeKey type,
      Shapes shapes,
      Term emptyOptional,
      AsMap.Keys kind,
      @Nullable Tag tag,
      boolean strict) {
    super(type, shapes, emptyOptional, false);
    this.tag = tag;
    this.strict = strict;
    keys = new Term[names.length];
    otherKeys = new Term[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean atoms = kind == AsMap.Keys.ATOMS;
      keys[i] = key(names[i], atoms);
      otherKeys[i] = key(names[i], !atoms);
      if (tag != null && keys[i].equals(tag.key)) {
        throw new MappingException(
            "a component of " + raw().getTypeName() + " has the key " + keys[i] + " of the tag");
      }
    }
  }

  static RecordMapShape of(TypeKey type, Shapes shapes, AsMap form) {
    Class<?> raw = type.raw();
    Tag tag =
        form.tagKey().isEmpty()
            ? null
            : Tag.of(
                form.tagKey(),
                form.keys() == AsMap.Keys.ATOMS,
                Naming.atom(Naming.name(raw, Naming.snakeCase(raw.getSimpleName()))));
    return new RecordMapShape(type, shapes, LEFT_OUT, form.keys(), tag, form.strict());
  }

  static RecordMapShape of(TypeKey type, Shapes shapes, AsStruct form) {
    String name = form.value();
    boolean elixir = !name.isEmpty() && Character.isUpperCase(name.codePointAt(0));
    Atom module = Naming.atom(elixir && !name.startsWith("Elixir.") ? "Elixir." + name : name);
    Tag tag = Tag.of("__struct__", true, module);
    return new RecordMapShape(type, shapes, Atom.NIL, AsMap.Keys.ATOMS, tag, form.strict());
  }

  private static Term key(String name, boolean atom) {
    return atom ? Naming.atom(name) : Text.toBinary(name);
  }

  @Override
  String form() {
    List<String> entries = new ArrayList<>();
    if (tag != null) {
      entries.add(tag.key + " => " + tag.value);
    }
    for (int i = 0; i < keys.length; i++) {
      entries.add(keys[i] + " => " + Naming.variable(components[i].getName()));
    }
    return Naming.alternatives(entries, "#{", ",") + "}";
  }

  @Override
  Mark mark() {
    return tag == null ? new Mark.AnyMap() : new Mark.Entry(tag.place, tag.value.name());
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Term[] values = write(value, depth);
    MapTerm.Builder builder = MapTerm.builder();
    if (tag != null) {
      builder.put(tag.key, tag.value);
    }
    for (int i = 0; i < values.length; i++) {
      if (isWritten(values[i])) {
        builder.put(keys[i], values[i]);
      }
    }
    return builder.build();
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (!(term instanceof MapTerm map) || (tag != null && !hasTag(map, tag))) {
      throw MappingException.mismatch(form(), term);
    }
    @Nullable Term[] found = new @Nullable Term[keys.length];
    int used = tag == null ? 0 : 1;
    for (int i = 0; i < keys.length; i++) {
      Term value = map.get(keys[i]);
      found[i] = value != null ? value : map.get(otherKeys[i]);
      used += found[i] == null ? 0 : 1;
    }
    if (used < map.size()) {
      if (strict) {
        throw MappingException.mismatch("no other keys than " + form(), unknown(map));
      }
      if (Arrays.asList(found).contains(null)) {
        findLoosely(map, found);
      }
    }
    return read(found, term, depth);
  }

  private static boolean hasTag(MapTerm map, Tag tag) {
    return tag.value.name().equals(tag.place.tag(map));
  }

  /// Takes keys in other letters for components whose own is missing.
  private void findLoosely(MapTerm map, @Nullable Term[] found) {
    map.forEach((key, value) -> {
      String name = Naming.text(key);
      Integer place = name == null ? null : loosePlace(name);
      if (place != null && found[place] == null) {
        found[place] = value;
      }
    });
  }

  /// The first key that no component took.
  private Term unknown(MapTerm map) {
    for (Map.Entry<Term, Term> entry : map.asMap().entrySet()) {
      Term key = entry.getKey();
      String name = Naming.text(key);
      boolean known = tag != null && key.equals(tag.place.in(map));
      Integer place = name == null ? null : places.get(name);
      if (place != null) {
        known |= key.equals(keys[place]) || map.get(keys[place]) == null;
      }
      if (!known) {
        return key;
      }
    }
    throw new AssertionError("all keys are known");
  }
}
