package io.jergon.etf.mapping;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// Makes a [RecordCodec] for a record type: a hidden class of this package, whose methods do for
/// each component what one would write by hand.
///
/// ```java
/// Term[] write(Object record, int depth) {      // of record Item(long id, String name), one place free
///   Term[] terms = new Term[3];
///   int at = 0;
///   try {
///     terms[1] = Primitives.write(ID.invokeExact(record));
///     at = 1;
///     terms[2] = Shape.write(STRING, NAME.invokeExact(record), depth);
///     return terms;
///   } catch (MappingException e) {
///     throw within(e, at);
///   }
/// }
/// ```
///
/// `ID`, `NAME` and `STRING` are constants to the JIT compiler, which therefore compiles the
/// accessors and the shapes in line. They come from the hidden class's data, so the record may lie
/// in any module and class loader, and the hidden class goes when its shape goes. Decision 0006
/// says why it is done so.
final class RecordCompiler {
  private static final ClassDesc CODEC = descriptor(RecordCodec.class);
  private static final ClassDesc SHAPE = descriptor(Shape.class);
  private static final ClassDesc TERM = descriptor(Term.class);
  private static final ClassDesc TUPLE = descriptor(Tuple.class);
  private static final ClassDesc PRIMITIVES = descriptor(Primitives.class);
  private static final ClassDesc FAILURE = descriptor(MappingException.class);
  private static final ClassDesc NAMES = ConstantDescs.CD_String.arrayType();
  private static final ClassDesc MADE =
      ClassDesc.of(RecordCompiler.class.getPackageName(), "RecordCode");

  private static final DirectMethodHandleDesc CLASS_DATA_AT =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          descriptor(MethodHandles.class),
          "classDataAt",
          MethodTypeDesc.of(
              CD_Object,
              ConstantDescs.CD_MethodHandles_Lookup,
              ConstantDescs.CD_String,
              ConstantDescs.CD_Class,
              CD_int));

  /// A component: how it is read from the record, and what its terms are. The shape is of no use
  /// where the type is primitive.
  record Component(String name, Class<?> type, MethodHandle accessor, Shape shape) {}

  private final List<Component> components;
  private final int free;

  /// First the accessors, then the shapes, then the constructor.
  private final List<Object> constants = new ArrayList<>();

  private RecordCompiler(List<Component> components, MethodHandle constructor, int free) {
    this.components = components;
    this.free = free;
    components.forEach(c -> constants.add(c.accessor));
    components.forEach(c -> constants.add(c.shape));
    constants.add(constructor);
  }

  /// @param free how many terms come before those of the components
  static RecordCodec compile(List<Component> components, MethodHandle constructor, int free) {
    RecordCompiler compiler = new RecordCompiler(components, constructor, free);
    String[] names = components.stream().map(Component::name).toArray(String[]::new);
    MethodHandles.Lookup here = MethodHandles.lookup();
    try {
      MethodHandles.Lookup made =
          here.defineHiddenClassWithClassData(compiler.build(), compiler.constants, true);
      return (RecordCodec)
          made.findConstructor(
                  made.lookupClass(), MethodType.methodType(void.class, String[].class))
              .asType(MethodType.methodType(RecordCodec.class, String[].class))
              .invokeExact(names);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static ClassDesc descriptor(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private byte[] build() {
    return ClassFile.of().build(MADE, this::build);
  }

  private void build(ClassBuilder type) {
    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
        .withSuperclass(CODEC)
        .withMethodBody(
            ConstantDescs.INIT_NAME,
            MethodTypeDesc.of(CD_void, NAMES),
            0,
            code ->
                code.aload(0)
                    .aload(1)
                    .invokespecial(
                        CODEC, ConstantDescs.INIT_NAME, MethodTypeDesc.of(CD_void, NAMES))
                    .return_())
        .withMethodBody(
            "write", MethodTypeDesc.of(TERM.arrayType(), CD_Object, CD_int), 0, this::write)
        .withMethodBody("read", MethodTypeDesc.of(CD_Object, TUPLE, CD_int), 0, this::read);
  }

  private void write(CodeBuilder code) {
    int record = 1;
    int depth = 2;
    int terms = code.allocateLocal(TypeKind.REFERENCE);
    int at = code.allocateLocal(TypeKind.INT);
    code.loadConstant(free + components.size()).anewarray(TERM).astore(terms);
    code.iconst_0().istore(at);
    code.trying(
        body -> {
          for (int i = 0; i < components.size(); i++) {
            ClassDesc type = erased(components.get(i).type);
            body.loadConstant(i).istore(at);
            body.aload(terms).loadConstant(free + i);
            if (!type.isPrimitive()) {
              body.ldc(constant(components.size() + i, SHAPE));
            }
            body.ldc(constant(i, CD_MethodHandle)).aload(record);
            body.invokevirtual(CD_MethodHandle, "invokeExact", MethodTypeDesc.of(type, CD_Object));
            if (type.isPrimitive()) {
              body.invokestatic(PRIMITIVES, "write", MethodTypeDesc.of(TERM, type));
            } else {
              body.iload(depth);
              body.invokestatic(
                  SHAPE, "write", MethodTypeDesc.of(TERM, SHAPE, CD_Object, CD_int), true);
            }
            body.aastore();
          }
          body.aload(terms).areturn();
        },
        handlers -> handlers.catching(FAILURE, handler -> rethrow(handler, at)));
  }

  private void read(CodeBuilder code) {
    int tuple = 1;
    int depth = 2;
    int at = code.allocateLocal(TypeKind.INT);
    int[] values = new int[components.size()];
    code.iconst_0().istore(at);
    for (int i = 0; i < values.length; i++) {
      values[i] = code.allocateLocal(kind(i));
    }
    code.trying(
        body -> {
          body.nop(); // a try block must not be empty, a record may be
          for (int i = 0; i < values.length; i++) {
            Class<?> type = components.get(i).type;
            body.loadConstant(i).istore(at);
            if (!type.isPrimitive()) {
              body.ldc(constant(components.size() + i, SHAPE));
            }
            body.aload(tuple).loadConstant(free + i);
            body.invokevirtual(TUPLE, "get", MethodTypeDesc.of(TERM, CD_int));
            if (type.isPrimitive()) {
              String name = type.getName();
              body.invokestatic(
                  PRIMITIVES,
                  "read" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                  MethodTypeDesc.of(descriptor(type), TERM));
            } else {
              body.iload(depth);
              body.invokeinterface(SHAPE, "fromTerm", MethodTypeDesc.of(CD_Object, TERM, CD_int));
            }
            body.storeLocal(kind(i), values[i]);
          }
        },
        handlers -> handlers.catching(FAILURE, handler -> rethrow(handler, at)));
    code.trying(
        body -> {
          body.ldc(constant(2 * values.length, CD_MethodHandle));
          for (int i = 0; i < values.length; i++) {
            body.loadLocal(kind(i), values[i]);
          }
          MethodTypeDesc constructor =
              MethodTypeDesc.of(CD_Object, components.stream().map(c -> erased(c.type)).toList());
          body.invokevirtual(CD_MethodHandle, "invokeExact", constructor).areturn();
        },
        handlers ->
            handlers.catchingAll(handler ->
                handler
                    .invokestatic(
                        CODEC,
                        "refused",
                        MethodTypeDesc.of(descriptor(RuntimeException.class), CD_Throwable))
                    .athrow()));
  }

  /// With the exception on the stack: throws it with the component in its path.
  private static void rethrow(CodeBuilder handler, int at) {
    handler.aload(0).swap().iload(at);
    handler.invokevirtual(CODEC, "within", MethodTypeDesc.of(FAILURE, FAILURE, CD_int)).athrow();
  }

  private static DynamicConstantDesc<?> constant(int index, ClassDesc type) {
    return DynamicConstantDesc.ofNamed(CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index);
  }

  private static ClassDesc erased(Class<?> type) {
    return type.isPrimitive() ? descriptor(type) : CD_Object;
  }

  private TypeKind kind(int component) {
    return TypeKind.from(erased(components.get(component).type));
  }
}
