package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A record: what is common to all forms of its terms.
abstract class RecordShape implements Shape {
  private static final List<Class<? extends Annotation>> FORMS =
      List.of(Untagged.class, AsMap.class, AsStruct.class, AsKeywordList.class, AsProplist.class);

  private final TypeKey type;
  private final Shapes shapes;
  final RecordComponent[] components;

  /// Made when first needed, since a component may be of this very type.
  private volatile @Nullable RecordCodec codec;

  RecordShape(TypeKey type, Shapes shapes) {
    this.type = type;
    this.shapes = shapes;
    components = type.raw().getRecordComponents();
  }

  static RecordShape of(TypeKey type, Shapes shapes) {
    Class<?> raw = type.raw();
    List<Annotation> forms =
        Stream.of(raw.getAnnotations()).filter(a -> FORMS.contains(a.annotationType())).toList();
    if (forms.size() > 1) {
      throw new MappingException(
          "more than one form for the record " + raw.getTypeName() + ": " + forms);
    }
    return switch (forms.isEmpty() ? null : forms.get(0)) {
      case null -> new TupleShape(type, shapes, true);
      case AsMap form -> RecordMapShape.of(type, shapes, form);
      case AsStruct form -> RecordMapShape.of(type, shapes, form);
      case AsKeywordList form -> new RecordListShape(type, shapes, form.strict(), false);
      case AsProplist form -> new RecordListShape(type, shapes, form.strict(), true);
      default -> new TupleShape(type, shapes, false);
    };
  }

  /// As a term in a message: `{add_user,Name,Age}`.
  abstract String form();

  /// What tells its terms from those of other members of a union.
  abstract Mark mark();

  /// The number of terms before those of the components.
  abstract int free();

  /// The shape of a component, where the record's form asks for another than its type has.
  Shape adapt(int component, Shape shape) {
    return shape;
  }

  final Class<?> raw() {
    return type.raw();
  }

  final RecordCodec codec() {
    RecordCodec known = codec;
    if (known == null) {
      known = compile();
      codec = known;
      try {
        check();
      } catch (MappingException e) {
        codec = null;
        throw e;
      }
    }
    return known;
  }

  /// Checks what can be read only now that a component may be of this very type.
  void check() {}

  private RecordCodec compile() {
    Access access = shapes.access();
    Map<TypeVariable<?>, TypeKey> bindings = type.bindings();
    List<RecordCompiler.Component> parts = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      MethodHandle accessor = access.accessor(raw(), component);
      try {
        TypeKey key = TypeKey.resolve(component.getAnnotatedType(), bindings);
        parts.add(
            new RecordCompiler.Component(
                component.getName(), component.getType(), accessor, adapt(i, shapes.of(key))));
      } catch (MappingException e) {
        throw e.within("." + component.getName());
      }
    }
    return RecordCompiler.compile(parts, access.constructor(raw(), components), free());
  }

  final Term[] write(Object value, int depth) {
    Shape.checkDepth(depth);
    return codec().write(value, depth + 1);
  }

  final Object read(Tuple terms, int depth) {
    Shape.checkDepth(depth);
    return codec().read(terms, depth + 1);
  }
}
