package io.jergon.behaviour;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A supervisor restarts a child, for the Flight Recorder.
@Name("io.jergon.SupervisorRestart")
@Label("Supervisor Restart")
@Description("A supervisor restarts a child")
@Category({"Jergon", "Processes"})
@StackTrace(false)
final class SupervisorRestartEvent extends Event {
  @Label("Supervisor")
  String supervisor = "";

  @Label("Child")
  String child = "";

  @Label("Restarts")
  @Description("How many there were within the supervisor's period, this one included")
  int restarts;

  /// Emits it. The texts are made only when somebody records.
  static void emit(Object supervisor, String child, int restarts) {
    SupervisorRestartEvent event = new SupervisorRestartEvent();
    if (event.isEnabled()) {
      event.supervisor = supervisor.toString();
      event.child = child;
      event.restarts = restarts;
      event.commit();
    }
  }
}
