package io.jergon.examples;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.AliasOption;
import io.jergon.node.DownMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.MonitorOptions.Alias;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SignalOption;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.node.TimeoutMessage;
import java.time.Duration;
import java.util.List;

/// Monitors, aliases, timers and requests for processes, each used as it is meant.
public final class SignalsExample {
  private SignalsExample() {}

  public static void main(String[] arguments) {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      run(node).forEach(System.out::println);
    }
  }

  record Question(Ref answerTo) {}

  record Answer(Ref to, String text) {}

  /// Asks one process: its answer, or what became of it. A late answer reaches nobody.
  static String ask(Self self, Pid oracle) {
    Ref request = self.monitor(oracle, MonitorOptions.DEFAULT.withAlias(Alias.REPLY_DEMONITOR));
    self.send(oracle, new Question(request));
    Ref timer = self.startTimer(Duration.ofSeconds(30), self.pid(), "no answer");
    try {
      return switch (self.receive()) {
        case Answer(Ref to, String text) when to.equals(request) -> text;
        case DownMessage(Ref ref, _, Term why) when ref.equals(request) -> "gone: " + why;
        case TimeoutMessage(Ref ref, Object what) when ref.equals(timer) -> what.toString();
        default -> "something else";
      };
    } finally {
      self.cancelTimer(timer);
      self.demonitorFlush(request);
      self.unalias(request);
    }
  }

  static List<String> run(Node node) {
    Pid oracle =
        node.spawn(own -> {
          if (own.receive() instanceof Question(Ref answerTo)) {
            own.send(answerTo, new Answer(answerTo, "42"));
          }
        });
    return node.inProcess(self -> List.of(ask(self, oracle), overtake(self), request(self)));
  }

  /// A message that does not wait behind the others.
  static String overtake(Self self) {
    Ref urgent = self.alias(AliasOption.PRIORITY);
    self.send(self.pid(), "ordinary");
    self.send(urgent, "urgent", SignalOption.PRIORITY);
    return self.receive() + " before " + self.receive();
  }

  /// Asks for a process, and does something else until it is there.
  static String request(Self self) {
    self.node().functions().offer("work", "run", 0, (own, none) -> Atom.OK);
    SpawnRequest work = SpawnRequest.of(self.node().name(), "work", "run", List.of());
    Ref request = self.spawnRequest(work.withMonitor());
    return self.receive() instanceof SpawnReply reply && reply.request().equals(request)
        ? "runs: " + reply.isOk()
        : "something else";
  }
}
