package io.jergon.node.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A message in a mailbox that gives back to its sender's node's [Share] when it is handled: for
/// itself, and for those without weight that came before it.
///
/// It is given back once, whoever notices first that the message is out of the mailbox, or that the
/// process is dead.
public final class Weighed {
  private static final VarHandle GIVEN;

  static {
    try {
      GIVEN = MethodHandles.lookup().findVarHandle(Weighed.class, "given", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object message;
  private final Share share;
  private final long bytes;

  @SuppressWarnings("UnusedVariable") // by its VarHandle
  private volatile boolean given;

  Weighed(Object message, Share share, long bytes) {
    this.message = message;
    this.share = share;
    this.bytes = bytes;
  }

  /// The message that lies in a mailbox.
  public static Object content(Object item) {
    return item instanceof Weighed weighed ? weighed.message : item;
  }

  /// The message that was taken out of a mailbox, or will never be.
  public static Object handled(Object item) {
    return item instanceof Weighed weighed ? weighed.handled() : item;
  }

  private Object handled() {
    if (GIVEN.compareAndSet(this, false, true)) {
      share.give(bytes);
    }
    return message;
  }
}
