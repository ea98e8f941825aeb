package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A sealed interface is any of the records, enums and sealed interfaces that it permits. Tag and
/// number of elements tell which, so no two may have both in common.
final class UnionShape implements Shape {
  private final TypeKey type;
  private final Shapes shapes;

  /// Found when first needed, since a record among them may contain this very type.
  private volatile @Nullable Map<Key, Member> members;

  /// An atom has as many elements as a record without components: none.
  private record Key(String tag, int elements) {}

  private record Member(Shape shape, String form) {}

  UnionShape(TypeKey type, Shapes shapes) {
    this.type = type;
    this.shapes = shapes;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    return shapes.toTerm(value, depth);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Map<Key, Member> known = members();
    Key key = key(term);
    Member member = key == null ? null : known.get(key);
    if (member == null) {
      String forms = known.values().stream().map(Member::form).collect(Collectors.joining(" or "));
      throw MappingException.mismatch(forms, term);
    }
    return member.shape.fromTerm(term, depth);
  }

  private static @Nullable Key key(Term term) {
    return switch (term) {
      case Atom atom -> new Key(atom.name(), 0);
      case Tuple tuple when tuple.arity() > 0 && tuple.get(0) instanceof Atom tag ->
          new Key(tag.name(), tuple.arity() - 1);
      default -> null;
    };
  }

  private Map<Key, Member> members() {
    Map<Key, Member> known = members;
    if (known == null) {
      known = new LinkedHashMap<>();
      collect(type, known);
      members = known;
    }
    return known;
  }

  private void collect(TypeKey union, Map<Key, Member> found) {
    for (Class<?> permitted : union.raw().getPermittedSubclasses()) {
      TypeKey member = union.subtype(permitted);
      if (permitted.isInterface() && permitted.isSealed()) {
        collect(member, found);
        continue;
      }
      switch (shapes.of(member)) {
        case RecordShape r -> add(new Key(r.tag(), r.arity()), new Member(r, r.form()), found);
        case EnumShape e -> e.names().forEach(n -> add(new Key(n, 0), new Member(e, n), found));
        default ->
            throw new MappingException(
                permitted.getTypeName() + " (expected: a record, an enum or a sealed interface)");
      }
    }
  }

  private void add(Key key, Member member, Map<Key, Member> found) {
    Member other = found.put(key, member);
    if (other != null && !other.equals(member)) {
      throw new MappingException(
          "two members of %s look alike: %s and %s".formatted(type, other.form, member.form));
    }
  }
}
