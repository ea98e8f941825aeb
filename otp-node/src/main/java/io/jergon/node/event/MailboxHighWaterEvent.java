package io.jergon.node.event;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A mailbox reached its high-water mark, or twice that, four times and so on.
@Name("io.jergon.MailboxHighWater")
@Label("Mailbox High Water")
@Description("A process lags behind its senders")
@Category({"Jergon", "Processes"})
@StackTrace(false)
public final class MailboxHighWaterEvent extends Event {
  @Label("Pid")
  String pid = "";

  @Label("Registered Name")
  String name = "";

  @Label("Messages")
  int messages;

  /// Emits it. The texts are made only when somebody records.
  public static void emit(Pid pid, @Nullable Atom name, int messages) {
    MailboxHighWaterEvent event = new MailboxHighWaterEvent();
    if (event.isEnabled()) {
      event.pid = pid.toString();
      event.name = name == null ? "" : name.name();
      event.messages = messages;
      event.commit();
    }
  }
}
