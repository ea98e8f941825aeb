package io.jergon.node.event;

import io.jergon.node.DeadLetter;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/// A message reached nobody. At most so many a second are recorded; the node counts all of them.
@Name("io.jergon.DeadLetter")
@Label("Dead Letter")
@Description("A message reached nobody")
@Category({"Jergon", "Processes"})
@StackTrace(false)
@Throttle("1000/s")
public final class DeadLetterEvent extends Event {
  @Label("Node")
  String node = "";

  @Label("Sender")
  String sender = "";

  @Label("To")
  String to = "";

  @Label("Message")
  @Description("The class of the message")
  String message = "";

  @Label("Cause")
  String cause = "";

  /// Emits it. The texts are made only when somebody records.
  public static void emit(String node, DeadLetter letter) {
    DeadLetterEvent event = new DeadLetterEvent();
    if (event.shouldCommit()) {
      event.node = node;
      event.sender = letter.sender().map(Object::toString).orElse("");
      event.to = letter.to().toString();
      event.message = letter.message().getClass().getName();
      event.cause = letter.cause().name();
      event.commit();
    }
  }
}
