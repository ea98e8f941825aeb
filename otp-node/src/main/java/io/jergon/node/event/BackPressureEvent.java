package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/// A sender waited until there was room: in the queue of a connection, or in a mailbox with a
/// limit. With the sender's stack trace.
@Name("io.jergon.BackPressure")
@Label("Back-Pressure")
@Description("A sender waited until there was room in a connection's queue or in a mailbox")
@Category({"Jergon", "Processes"})
public final class BackPressureEvent extends Event {
  @Label("Sender")
  @Description("A pid, or a thread")
  String sender = "";

  @Label("To")
  @Description("The peer's name, or the pid whose mailbox is full")
  String to = "";

  /// Begins to measure a wait.
  public static BackPressureEvent start() {
    BackPressureEvent event = new BackPressureEvent();
    event.begin();
    return event;
  }

  /// The wait is over.
  public void finish(Object sender, Object to) {
    end();
    if (shouldCommit()) {
      this.sender = sender.toString();
      this.to = to.toString();
      commit();
    }
  }
}
