package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;

/// What the JDK knows of virtual threads and does not say: that another executor may run them, and
/// which carrier the current one is on. Seen in JDK 25.
///
/// It needs `--add-opens java.base/java.lang=io.jergon.node`, or `=ALL-UNNAMED` on the class path.
final class JdkThreads {
  private final MethodHandle newBuilder;
  private final MethodHandle currentCarrier;

  private JdkThreads(MethodHandle newBuilder, MethodHandle currentCarrier) {
    this.newBuilder = newBuilder;
    this.currentCarrier = currentCarrier;
  }

  /// Looks it up.
  ///
  /// @throws IllegalStateException if the package is not open, or the JDK has changed
  static JdkThreads open() {
    Module module = JdkThreads.class.getModule();
    if (!Thread.class.getModule().isOpen("java.lang", module)) {
      throw new IllegalStateException(
          "own carriers need the option --add-opens java.base/java.lang="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    }
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Constructor<?> builder =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      builder.setAccessible(true);
      return new JdkThreads(
          lookup
              .unreflectConstructor(builder)
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class)),
          lookup.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class)));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("own carriers do not work with " + Runtime.version(), e);
    }
  }

  /// Makes virtual threads that an executor runs: it gets a task each time that one may go on.
  Thread.Builder.OfVirtual threads(Executor executor) {
    try {
      return (Thread.Builder.OfVirtual) newBuilder.invokeExact(executor);
    } catch (Throwable e) {
      throw new IllegalStateException("no virtual threads for an executor", e);
    }
  }

  MethodHandle currentCarrier() {
    return currentCarrier;
  }
}
