package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DeadLetter;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.MailboxLimit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mailboxes with a limit: who waits, what is dropped, who exits.
class OverloadTest {
  private static final int LIMIT = 4;

  private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private Node node;

  @BeforeEach
  void start() {
    node = OneNode.builder().onDeadLetter(letters::add).start();
  }

  @AfterEach
  void close() {
    gate.countDown();
    node.close();
  }

  private static SpawnOptions with(MailboxLimit limit) {
    return SpawnOptions.DEFAULT.withMailboxLimit(limit);
  }

  /// Handles nothing before the gate opens; then tells what it got.
  private ProcessBody collector(int messages, CompletableFuture<List<Object>> got) {
    return self -> {
      gate.await();
      List<Object> all = new ArrayList<>();
      while (all.size() < messages) {
        all.add(next(self));
      }
      got.complete(all);
      self.receive();
    };
  }

  private static List<Object> get(CompletableFuture<List<Object>> got) {
    return got.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static List<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @Test
  void dropNewest_full_dropsAndReportsWhatComes() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.dropNewest(LIMIT)), collector(LIMIT, got));
    numbers(LIMIT + 2).forEach(n -> node.send(pid, n));
    assertThat(letters).extracting(DeadLetter::message).containsExactly(LIMIT, LIMIT + 1);
    assertThat(letters).extracting(DeadLetter::cause).containsOnly(Cause.MAILBOX_FULL);
    assertThat(letters).extracting(DeadLetter::to).containsOnly(pid);
    gate.countDown();
    assertThat(get(got)).isEqualTo(numbers(LIMIT));
  }

  @Test
  void dropNewest_roomAgain_takesMessages() {
    Pid pid =
        node.spawn(
            with(MailboxLimit.dropNewest(1)),
            self -> {
              while (true) {
                self.send((Pid) self.receive(), "taken");
              }
            });
    node.<Object>inProcess(self -> {
      for (int i = 0; i < 10; i++) {
        self.send(pid, self.pid());
        assertThat(next(self)).isEqualTo("taken");
      }
      return "done";
    });
    assertThat(letters).isEmpty();
  }

  @Test
  void exit_full_endsTheReceiverWithTheLimitEvenIfItTraps() {
    CountDownLatch trapping = new CountDownLatch(1);
    Term reason =
        node.inProcess(self -> {
          Monitored slow =
              self.spawnMonitor(
                  with(MailboxLimit.exit(LIMIT)),
                  own -> {
                    own.trapExit(true);
                    trapping.countDown();
                    gate.await();
                  });
          awaited(trapping);
          numbers(LIMIT + 1).forEach(n -> self.send(slow.pid(), n));
          return end(self, slow);
        });
    assertThat(reason).isEqualTo(term("{mailbox_overflow, 4}"));
    assertThat(letters).extracting(DeadLetter::cause).contains(Cause.MAILBOX_FULL);
  }

  @Test
  void block_full_makesAThreadWaitUntilThereIsRoom() {
    int messages = 1_000;
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.block(LIMIT)), collector(messages, got));
    AtomicInteger sent = new AtomicInteger();
    Thread sender =
        Thread.ofPlatform()
            .start(() ->
                numbers(messages)
                    .forEach(n -> {
                      node.send(pid, n);
                      sent.incrementAndGet();
                    }));
    await().atMost(LONG).until(() -> sender.getState() == Thread.State.WAITING);
    assertThat(sent).hasValue(LIMIT);
    gate.countDown();
    assertThat(get(got)).isEqualTo(numbers(messages));
    assertThat(letters).isEmpty();
  }

  @Test
  void block_manyProcesses_allGetTheirMessagesIn() {
    int senders = 20;
    int each = 500;
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.block(LIMIT)), collector(senders * each, got));
    for (int s = 0; s < senders; s++) {
      node.spawn(self -> numbers(each).forEach(n -> self.send(pid, n)));
    }
    gate.countDown();
    assertThat(get(got)).hasSize(senders * each);
    assertThat(letters).isEmpty();
  }

  @Test
  void block_receiverDies_letsSendersGo() {
    CompletableFuture<List<Object>> never = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.block(1)), collector(1, never));
    CountDownLatch done = new CountDownLatch(2);
    Thread thread = Thread.ofPlatform().start(() -> send(pid, done));
    node.spawn(self -> send(pid, done));
    await().atMost(LONG).until(() -> thread.getState() == Thread.State.WAITING);
    node.exit(pid, Atom.KILL);
    awaited(done);
  }

  private void send(Pid pid, CountDownLatch done) {
    numbers(3).forEach(n -> node.send(pid, n));
    done.countDown();
  }

  @Test
  void block_senderIsKilled_doesNotSend() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.block(1)), collector(2, got));
    node.send(pid, "first");
    Term reason =
        node.inProcess(self -> {
          CompletableFuture<Thread> sending = new CompletableFuture<>();
          Monitored waiting =
              self.spawnMonitor(
                  SpawnOptions.DEFAULT,
                  own -> {
                    sending.complete(Thread.currentThread());
                    own.send(pid, "of the dead");
                  });
          Thread sender = sending.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
          await().atMost(LONG).until(() -> sender.getState() == Thread.State.WAITING);
          self.exit(waiting.pid(), Atom.KILL);
          return end(self, waiting);
        });
    assertThat(reason).isEqualTo(Atom.KILLED);
    gate.countDown();
    node.send(pid, "last");
    assertThat(get(got)).containsExactly("first", "last");
  }

  @Test
  void block_interruptedThread_getsItsMessageInAndStaysInterrupted() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    Pid pid = node.spawn(with(MailboxLimit.block(1)), collector(2, got));
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              numbers(2).forEach(n -> node.send(pid, n));
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    await().atMost(LONG).until(() -> sender.getState() == Thread.State.WAITING);
    sender.interrupt();
    assertThat(interrupted.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join()).isTrue();
    gate.countDown();
    assertThat(get(got)).isEqualTo(numbers(2));
  }

  @Test
  void block_toItself_doesNotWait() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    node.spawn(
        with(MailboxLimit.block(1)),
        self -> {
          numbers(10).forEach(n -> self.send(self.pid(), n));
          collector(10, got).run(self);
        });
    gate.countDown();
    assertThat(get(got)).isEqualTo(numbers(10));
  }

  @Test
  void block_aCallToAFullServer_isAnsweredInItsTurn() {
    Behaviour server =
        (self, message) -> {
          gate.await();
          if (message instanceof GenMessage.Call(var from, var request)) {
            from.reply(request);
          }
        };
    Pid pid = node.spawn(with(MailboxLimit.block(1)), () -> server);
    node.send(pid, "first");
    Thread.ofPlatform().start(() -> node.send(pid, "second"));
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(
            () -> node.call(pid, "question", LONG), Thread.ofVirtual()::start);
    gate.countDown();
    assertThat(answer.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("question");
  }

  @Test
  void block_aSelectiveReceive_getsTheMessageBehindTheOthers() {
    CompletableFuture<Object> got = new CompletableFuture<>();
    Pid pid =
        node.spawn(
            with(MailboxLimit.block(1)),
            self -> got.complete(self.receive(message -> message.equals("the one"))));
    numbers(50).forEach(n -> node.send(pid, n));
    node.send(pid, "the one");
    assertThat(got.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("the one");
  }

  @Test
  void block_aliasAndTimers_getInBeyondTheLimit() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    CompletableFuture<Ref> alias = new CompletableFuture<>();
    Pid pid =
        node.spawn(
            with(MailboxLimit.block(1)).withName("full"),
            self -> {
              alias.complete(self.alias());
              collector(4, got).run(self);
            });
    node.<Object>inProcess(self -> {
      self.send(pid, 0); // now it is full
      self.send(alias.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join(), 1);
      self.sendAfter(Duration.ZERO, pid, 2);
      awaitSize(pid, 3);
      self.sendAfter(Duration.ZERO, ProcessName.of("full", node.name()), 3);
      awaitSize(pid, 4);
      return "done";
    });
    gate.countDown();
    assertThat(get(got)).isEqualTo(numbers(4));
  }

  private void awaitSize(Pid pid, int messages) {
    await().atMost(LONG).until(() -> OneNode.local(node).process(pid).mailboxSize() == messages);
  }

  @Test
  void dropNewest_timers_areDeadLetters() {
    Pid pid = node.spawn(with(MailboxLimit.dropNewest(1)).withName("full"), own -> gate.await());
    node.<Object>inProcess(self -> {
      self.send(pid, 0);
      self.sendAfter(Duration.ZERO, pid, 1);
      self.sendAfter(Duration.ZERO, ProcessName.of("full", node.name()), 2);
      await().atMost(LONG).until(() -> letters.size() == 2);
      return "done";
    });
    assertThat(letters).extracting(DeadLetter::message).containsExactlyInAnyOrder(1, 2);
    assertThat(letters).extracting(DeadLetter::cause).containsOnly(Cause.MAILBOX_FULL);
  }

  @Test
  void limit_exitsAndDowns_getIn() {
    CompletableFuture<List<Object>> got = new CompletableFuture<>();
    CountDownLatch ready = new CountDownLatch(1);
    node.<Object>inProcess(self -> {
      Pid other = self.spawn(SpawnOptions.DEFAULT, own -> own.receive());
      Pid pid =
          self.spawn(
              with(MailboxLimit.dropNewest(1)),
              own -> {
                own.trapExit(true);
                own.monitor(other);
                own.link(other);
                ready.countDown();
                collector(3, got).run(own);
              });
      awaited(ready);
      self.send(pid, "message");
      self.exit(other, atom("enough"));
      end(self, other);
      await().atMost(LONG).until(() -> OneNode.local(node).process(pid).mailboxSize() == 3);
      return pid;
    });
    gate.countDown();
    assertThat(get(got)).hasSize(3).startsWith("message");
  }

  @Test
  void limit_lessThanOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MailboxLimit.block(0))
        .withMessageContaining("0");
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
