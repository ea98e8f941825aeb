package io.jergon.node.event;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// A callback took long for one message, computing or waiting; only messages that took longer than
/// the event's threshold are recorded.
@Name("io.jergon.LongHandler")
@Label("Long Handler")
@Description("A callback took long for one message")
@Category({"Jergon", "Processes"})
@StackTrace(false)
@Threshold("20 ms")
public final class LongHandlerEvent extends Event {
  private static final LongHandlerEvent OFF = new LongHandlerEvent();

  @Label("Pid")
  String pid = "";

  @Label("Registered Name")
  String name = "";

  @Label("Message")
  @Description("The class of the message")
  String message = "";

  /// Begins to measure, if anybody records.
  public static LongHandlerEvent start() {
    if (!OFF.isEnabled()) {
      return OFF;
    }
    LongHandlerEvent event = new LongHandlerEvent();
    event.begin();
    return event;
  }

  /// The callback has returned, or thrown.
  @SuppressWarnings("ReferenceEquality") // the one instance that measures nothing
  public void finish(Pid pid, @Nullable Atom name, Object message) {
    if (this == OFF) {
      return;
    }
    end();
    if (shouldCommit()) {
      this.pid = pid.toString();
      this.name = name == null ? "" : name.name();
      this.message = message.getClass().getName();
      commit();
    }
  }
}
