package io.jergon.interop;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few system calls of Linux that [NetworkNamespace] and [TunCable] need and Java does not
/// have. Each throws an [IOException] that gives the number of the error.
final class Linux {
  private static final Linker.Option ERRNO_KEPT = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle UNSHARE =
      handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private Linux() {}

  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = ERRNO_KEPT;
    System.arraycopy(options, 0, all, 1, options.length);
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all);
  }

  /// unshare(2), for the calling thread.
  static void unshare(int what) throws IOException {
    ask("unshare", (arena, state) -> (int) UNSHARE.invokeExact(state, what));
  }

  /// open(2).
  ///
  /// @return the file descriptor
  static int open(String path, int flags) throws IOException {
    return (int)
        ask(
            "open " + path,
            (arena, state) -> (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
  }

  /// close(2).
  static void close(int file) throws IOException {
    ask("close", (arena, state) -> (int) CLOSE.invokeExact(state, file));
  }

  /// ioctl(2) with a structure, which it may change.
  static void ioctl(int file, long request, MemorySegment structure) throws IOException {
    ask("ioctl", (arena, state) -> (int) IOCTL.invokeExact(state, file, request, structure));
  }

  /// read(2): waits.
  ///
  /// @return the number of bytes
  static int read(int file, MemorySegment into) throws IOException {
    return (int)
        ask("read", (arena, state) -> (long) READ.invokeExact(state, file, into, into.byteSize()));
  }

  /// write(2) of all bytes.
  static void write(int file, MemorySegment bytes) throws IOException {
    ask("write", (arena, state) -> (long) WRITE.invokeExact(state, file, bytes, bytes.byteSize()));
  }

  private interface Call {
    long in(Arena arena, MemorySegment state) throws Throwable;
  }

  private static long ask(String what, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.in(arena, state);
      if (result < 0) {
        throw new IOException(what + ": error " + (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(what, e); // invokeExact throws nothing of its own
    }
  }
}
