package io.jergon.node.event;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A process was started.
@Name("io.jergon.ProcessSpawn")
@Label("Process Spawn")
@Description("A process was started")
@Category({"Jergon", "Processes"})
@StackTrace(false)
public final class ProcessSpawnEvent extends Event {
  @Label("Pid")
  String pid = "";

  @Label("Registered Name")
  String name = "";

  @Label("Code")
  @Description("The class of its body or behaviour, as far as it is known at the start")
  String code = "";

  /// Emits it. The texts are made only when somebody records.
  public static void emit(Pid pid, @Nullable Atom name, Supplier<String> code) {
    ProcessSpawnEvent event = new ProcessSpawnEvent();
    if (event.isEnabled()) {
      event.pid = pid.toString();
      event.name = name == null ? "" : name.name();
      event.code = code.get();
      event.commit();
    }
  }
}
