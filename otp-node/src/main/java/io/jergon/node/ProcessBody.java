package io.jergon.node;

/// A process in plain Java: a method that receives when it likes, and ends the process when it
/// returns.
///
/// ```java
/// Pid echo = node.spawn(self -> {
///   while (self.receive() instanceof Tuple t && t.get(0) instanceof Pid from) {
///     self.send(from, t.get(1));
///   }
/// });
/// ```
@FunctionalInterface
public interface ProcessBody {

  /// The process's life. Returning means reason `normal`; an exception means `{{Class, Message},
  /// Stacktrace}`; an [Exit] its own reason.
  void run(Self self) throws Exception;
}
