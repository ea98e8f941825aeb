package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sealed interface is any of the records, enums and sealed interfaces that it permits. Their
/// [Mark]s tell which, so no two may have one in common.
final class UnionShape implements Shape {
  private final TypeKey type;
  private final Shapes shapes;

  /// Found when first needed, since a record among them may contain this very type.
  private volatile @Nullable Members members;

  UnionShape(TypeKey type, Shapes shapes) {
    this.type = type;
    this.shapes = shapes;
  }

  private record Member(Shape shape, String form) {}

  private static final class Members {
    final Map<Class<?>, Shape> byClass = new HashMap<>();
    final Map<Mark, Member> byMark = new LinkedHashMap<>();

    /// The members with a tag, by the number of elements behind it. Marks would have to be made to
    /// be looked up.
    final Map<String, @Nullable Member[]> byTag = new HashMap<>();

    /// The keys under which maps have their tags.
    final Set<TagKey> tagKeys = new LinkedHashSet<>();
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Shape member = members().byClass.get(value.getClass());
    return member == null ? shapes.toTerm(value, depth) : member.toTerm(value, depth);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Members known = members();
    Member member = member(known, term);
    if (member == null) {
      List<String> forms = known.byMark.values().stream().map(Member::form).distinct().toList();
      throw MappingException.mismatch(Naming.alternatives(forms, "", " or "), term);
    }
    return member.shape.fromTerm(term, depth);
  }

  private static @Nullable Member member(Members known, Term term) {
    return switch (term) {
      case Atom atom -> tagged(known, atom, 0);
      case Tuple tuple -> {
        Member member =
            tuple.arity() > 0 && tuple.get(0) instanceof Atom tag
                ? tagged(known, tag, tuple.arity() - 1)
                : null;
        yield member != null ? member : known.byMark.get(new Mark.OfArity(tuple.arity()));
      }
      case MapTerm map -> {
        for (TagKey key : known.tagKeys) {
          String tag = key.tag(map);
          if (tag != null) {
            Member member = known.byMark.get(new Mark.Entry(key, tag));
            if (member != null) {
              yield member;
            }
          }
        }
        yield known.byMark.get(new Mark.AnyMap());
      }
      case ListTerm _ -> known.byMark.get(new Mark.AnyList());
      default -> null;
    };
  }

  private static @Nullable Member tagged(Members known, Atom tag, int elements) {
    @Nullable Member[] members = known.byTag.get(tag.name());
    return members == null || elements >= members.length ? null : members[elements];
  }

  private Members members() {
    Members known = members;
    if (known == null) {
      known = new Members();
      collect(type, known);
      members = known;
    }
    return known;
  }

  private void collect(TypeKey union, Members found) {
    for (Class<?> permitted : union.raw().getPermittedSubclasses()) {
      TypeKey member = union.subtype(permitted);
      if (permitted.isInterface() && permitted.isSealed()) {
        collect(member, found);
        continue;
      }
      Shape shape = shapes.of(member);
      found.byClass.put(permitted, shape);
      switch (shape) {
        case RecordShape r -> add(r.mark(), new Member(r, r.form()), found);
        case EnumShape e -> {
          for (Atom atom : e.atoms()) {
            add(new Mark.Tagged(atom.name(), 0), new Member(e, atom.toString()), found);
          }
        }
        default ->
            throw new MappingException(
                permitted.getTypeName() + " (expected: a record, an enum or a sealed interface)");
      }
    }
  }

  private void add(Mark mark, Member member, Members found) {
    Member other = found.byMark.put(mark, member);
    if (other != null && !other.equals(member)) {
      throw new MappingException(
          "two members of %s look alike: %s and %s".formatted(type, other.form, member.form));
    }
    switch (mark) {
      case Mark.Tagged(String tag, int elements) -> {
        @Nullable Member[] known = found.byTag.getOrDefault(tag, new @Nullable Member[0]);
        if (elements >= known.length) {
          known = Arrays.copyOf(known, elements + 1);
          found.byTag.put(tag, known);
        }
        known[elements] = member;
      }
      case Mark.Entry(TagKey key, _) -> found.tagKeys.add(key);
      case Mark.OfArity _, Mark.AnyMap _, Mark.AnyList _ -> {
        // found by the mark alone
      }
    }
  }
}
