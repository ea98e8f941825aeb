package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DeadLetter;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// No message is lost in silence.
class DeadLetterTest {
  private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
  private Node node;

  @BeforeEach
  void start() {
    node = OneNode.builder().onDeadLetter(letters::add).start();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void letter_toADeadProcess_namesSenderAndReceiver() {
    Pid[] pids =
        node.inProcess(self -> {
          Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
          end(self, dead);
          self.send(dead, "hello");
          return new Pid[] {self.pid(), dead};
        });
    assertThat(letters)
        .containsExactly(new DeadLetter(Optional.of(pids[0]), pids[1], "hello", Cause.NO_PROCESS));
  }

  @Test
  void letter_toAFreeName_isReported() {
    ProcessName nobody = ProcessName.of("nobody", node.name());
    node.send(nobody, "hello");
    assertThat(letters).extracting(DeadLetter::to).containsExactly(nobody);
    assertThat(letters).extracting(DeadLetter::cause).containsExactly(Cause.NO_NAME);
  }

  @Test
  void letter_ofATimerToAFreeName_isReported() {
    ProcessName nobody = ProcessName.of("nobody", node.name());
    Pid sender =
        node.inProcess(self -> {
          self.sendAfter(Duration.ZERO, nobody, "hello");
          return self.pid();
        });
    await().atMost(OneNode.LONG).until(() -> !letters.isEmpty());
    assertThat(letters)
        .containsExactly(new DeadLetter(Optional.of(sender), nobody, "hello", Cause.NO_NAME));
  }

  @Test
  void letter_ofATimerToANodeThatIsNotThere_isReported() {
    ProcessName far = ProcessName.of("server", "nobody@127.0.0.1");
    node.inProcess(self -> self.sendAfter(Duration.ZERO, far, "hello"));
    await().atMost(OneNode.LONG).until(() -> !letters.isEmpty());
    assertThat(letters).extracting(DeadLetter::to).containsExactly(far);
    assertThat(letters).extracting(DeadLetter::cause).containsExactly(Cause.NO_CONNECTION);
  }

  @Test
  void letters_toANodeThatIsNotThere_areReportedOnceEach() {
    Pid there = Pid.of(Atom.of("nobody@127.0.0.1"), 1, 0, 1);
    node.inProcess(self -> {
      for (int i = 0; i < 200; i++) {
        self.send(there, i);
      }
      self.monitor(there); // its end comes when the connection has failed
      return self.receive();
    });
    await().atMost(OneNode.LONG).until(() -> letters.size() >= 200);
    assertThat(letters)
        .extracting(DeadLetter::message)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 200).mapToObj(IntegerTerm::of).toList());
    assertThat(letters).extracting(DeadLetter::cause).containsOnly(Cause.NO_CONNECTION);
  }

  @Test
  void letter_toAnAliasTakenBack_isReported() {
    Ref alias =
        node.inProcess(self -> {
          Ref made = self.alias();
          self.unalias(made);
          self.send(made, "hello");
          return made;
        });
    assertThat(letters).extracting(DeadLetter::to).containsExactly(alias);
    assertThat(letters).extracting(DeadLetter::cause).containsExactly(Cause.NO_ALIAS);
  }

  @Test
  void letter_toANameThatNoNodeHas_isReported() {
    ProcessName nowhere = ProcessName.of("x", "no node");
    node.send(nowhere, "hello");
    assertThat(letters).extracting(DeadLetter::to).containsExactly(nowhere);
    assertThat(letters).extracting(DeadLetter::cause).containsExactly(Cause.NO_CONNECTION);
  }

  @Test
  void letter_leftInAMailbox_isReportedWhenItsProcessDies() {
    CountDownLatch never = new CountDownLatch(1);
    Pid pid = node.spawn(self -> never.await());
    node.send(pid, "one");
    node.send(pid, "two");
    node.exit(pid, Atom.KILL);
    await().atMost(LONG).until(() -> letters.size() == 2);
    assertThat(letters).extracting(DeadLetter::message).containsExactly("one", "two");
    assertThat(letters).extracting(DeadLetter::cause).containsOnly(Cause.RECEIVER_DIED);
  }

  @Test
  void letter_aReplyAfterTheTimeout_isReported() {
    CompletableFuture<From> asked = new CompletableFuture<>();
    Behaviour server =
        (self, message) -> {
          if (message instanceof GenMessage.Call(var from, var request)) {
            asked.complete(from);
          }
        };
    Pid pid = node.spawn(SpawnOptions.DEFAULT, () -> server);
    assertThatThrownBy(() -> node.call(pid, "question", Duration.ofMillis(1)))
        .isInstanceOf(Exit.class);
    asked.join().reply("too late");
    assertThat(letters).extracting(DeadLetter::message).containsExactly("too late");
    assertThat(letters).extracting(DeadLetter::cause).containsExactly(Cause.LATE_REPLY);
  }

  @Test
  void reader_thatThrows_disturbsNobody() {
    try (Node careless =
        OneNode.builder()
            .onDeadLetter(letter -> {
              throw new IllegalStateException("reader");
            })
            .start()) {
      careless.send(ProcessName.of("nobody", careless.name()), "hello");
      assertThat(OneNode.local(careless).deadLetters().count()).isPositive();
    }
  }

  @Test
  void reader_throwsAnError_deathsAreToldAllTheSame() {
    Consumer<DeadLetter> failing =
        letter -> {
          letters.add(letter);
          throw new AssertionError("the reader's");
        };
    try (Node other = OneNode.builder().onDeadLetter(failing).start()) {
      Term reason =
          other.inProcess(self -> {
            Monitored process =
                self.spawnMonitor(SpawnOptions.DEFAULT, own -> own.receive("go"::equals));
            self.send(process.pid(), "never handled");
            self.send(process.pid(), "go");
            return end(self, process);
          });
      assertThat(reason).isEqualTo(Atom.NORMAL);
    }
    assertThat(letters).extracting(DeadLetter::message).containsExactly("never handled");
  }
}
