package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/// A node without a network for each test.
abstract class LocalNodeTest {
  static final Duration SOON = Duration.ofSeconds(10);

  final Node node = Node.builder("test@127.0.0.1").cookie("c").epmd(EpmdMode.NONE).start();

  @AfterEach
  void closeNode() {
    node.close();
  }

  /// What a process dies of, from now on.
  CompletableFuture<Term> death(Pid pid) {
    CompletableFuture<Term> reason = new CompletableFuture<>();
    CompletableFuture<Boolean> watching = new CompletableFuture<>();
    node.spawn(
        SpawnOptions.DEFAULT,
        self -> {
          self.monitor(pid);
          watching.complete(true);
          reason.complete(((DownMessage) self.receive()).reason());
        });
    join(watching);
    return reason;
  }

  static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  static Atom atom(String name) {
    return Atom.of(name);
  }
}
