package io.jergon.examples;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.node.DownMessage;
import io.jergon.node.Node;
import io.jergon.node.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A process without a behaviour: plain Java that receives when it likes.
public final class PlainProcessExample {
  private PlainProcessExample() {}

  public static void main(String[] arguments) {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      run(node).forEach(System.out::println);
    }
  }

  /// Messages within a node are any immutable objects.
  sealed interface Message {
    record Work(Pid from, String what) implements Message {}

    record Urgent(Pid from, String what) implements Message {}
  }

  /// Takes what is urgent first, then the rest in its order.
  static void worker(Self self) {
    self.receive(message -> message.equals(Atom.of("go")));
    while (true) {
      Object next =
          self.receive(message -> message instanceof Message.Urgent, Duration.ZERO)
              .orElseGet(self::receive);
      switch (next) {
        case Message.Urgent(Pid from, String what) -> self.send(from, "first " + what);
        case Message.Work(Pid from, String what) -> self.send(from, "then " + what);
        default -> throw self.exit(Atom.of("done"));
      }
    }
  }

  static List<Object> run(Node node) {
    Pid worker = node.spawn(PlainProcessExample::worker);
    return node.inProcess(self -> {
      Ref monitor = self.monitor(worker);
      self.send(worker, new Message.Work(self.pid(), "sweep"));
      self.send(worker, new Message.Work(self.pid(), "wash"));
      self.send(worker, new Message.Urgent(self.pid(), "put out the fire"));
      self.send(worker, Atom.of("go"));
      List<Object> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        seen.add(self.receive());
      }
      self.send(worker, Atom.of("stop"));
      if (self.receive() instanceof DownMessage(Ref ref, _, var reason) && ref.equals(monitor)) {
        seen.add("the worker is gone: " + reason);
      }
      return seen;
    });
  }
}
