package io.jergon.node.event;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/// A caller gave up waiting for a reply. With the caller's stack trace.
@Name("io.jergon.CallTimeout")
@Label("Call Timeout")
@Description("A caller gave up waiting for a reply")
@Category({"Jergon", "Processes"})
public final class CallTimeoutEvent extends Event {
  @Label("Caller")
  String caller = "";

  @Label("Server")
  String server = "";

  @Label("Timeout")
  @Timespan(Timespan.MILLISECONDS)
  long timeout;

  /// Emits it. The texts are made only when somebody records.
  public static void emit(Pid caller, Term server, Duration timeout) {
    CallTimeoutEvent event = new CallTimeoutEvent();
    if (event.isEnabled()) {
      event.caller = caller.toString();
      event.server = server.toString();
      event.timeout = TimeUnit.MILLISECONDS.convert(timeout);
      event.commit();
    }
  }
}
