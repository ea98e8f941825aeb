package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.node.Behaviour;
import io.jergon.node.NodeEvent;
import io.jergon.node.Self;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process that runs a listener of [io.jergon.node.Cluster#monitor].
///
/// @param listener may take its time, and may fail
public record NodeListener(Consumer<? super NodeEvent> listener) implements Behaviour {
  /// Ends the process, after the events that came before.
  public static final Object END = new Object();

  private static final Logger log = LoggerFactory.getLogger(NodeListener.class);

  @Override
  @SuppressWarnings("ReferenceEquality") // nobody else can send it
  public void receive(Self self, Object message) {
    if (message instanceof NodeEvent event) {
      tell(self, event);
    } else if (message == END) {
      throw self.exit(Atom.NORMAL);
    }
  }

  /// What it throws, an `Error` too, must not keep it from hearing of the next one.
  private void tell(Self self, NodeEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      if (!self.node().isAlive(self.pid())) {
        throw e; // ended while the listener waited
      }
      log.error("listener failed event={}", event, e);
    }
  }
}
