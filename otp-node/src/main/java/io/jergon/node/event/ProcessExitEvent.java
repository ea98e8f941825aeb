package io.jergon.node.event;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A process died.
@Name("io.jergon.ProcessExit")
@Label("Process Exit")
@Description("A process died")
@Category({"Jergon", "Processes"})
@StackTrace(false)
public final class ProcessExitEvent extends Event {
  private static final int REASON_LENGTH = 500; // characters: a peer may send megabytes

  @Label("Pid")
  String pid = "";

  @Label("Registered Name")
  String name = "";

  @Label("Reason")
  String reason = "";

  @Label("Messages Handled")
  long handled;

  @Label("Messages Left")
  @Description("How many were in its mailbox")
  int left;

  @Label("Zombie")
  @Description("Whether a handler was running, which has been interrupted")
  boolean zombie;

  /// Emits it. The texts are made only when somebody records.
  public static void emit(
      Pid pid, @Nullable Atom name, Term reason, long handled, int left, boolean zombie) {
    ProcessExitEvent event = new ProcessExitEvent();
    if (event.isEnabled()) {
      event.pid = pid.toString();
      event.name = name == null ? "" : name.name();
      event.reason = reason.abbreviated(REASON_LENGTH);
      event.handled = handled;
      event.left = left;
      event.zombie = zombie;
      event.commit();
    }
  }
}
