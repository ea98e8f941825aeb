package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `exit/2` and the ends that a process brings upon itself.
class ExitTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;
  private static final ProcessBody WAITING = Self::receive;

  @RegisterExtension static final OneNode ONE = new OneNode();

  /// What a process dies of that receives an exit signal.
  private static Term exitOf(ProcessBody body, Term signal) {
    return ONE.node()
        .inProcess(self -> {
          Monitored process = self.spawnMonitor(PLAIN, body);
          self.exit(process.pid(), signal);
          self.send(process.pid(), "end, if you live");
          return end(self, process);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "shutdown", "killed", "{a, b}"})
  void exit_processNotTrapping_diesOfIt(String reason) {
    assertThat(exitOf(WAITING, Term.parse(reason))).isEqualTo(Term.parse(reason));
  }

  @Test
  void exit_kill_isKilledToOthers() {
    assertThat(exitOf(WAITING, Atom.KILL)).isEqualTo(Atom.KILLED);
  }

  @Test
  void exit_normalToAnother_isIgnored() {
    ProcessBody speaking =
        self -> {
          self.receive();
          throw self.exit(atom("lived"));
        };
    assertThat(exitOf(speaking, Atom.NORMAL)).isEqualTo(atom("lived"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "normal", "shutdown", "killed"})
  void exit_processTrapping_getsAMessage(String reason) {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Pid pid =
              self.spawn(
                  PLAIN,
                  own -> {
                    own.trapExit(true);
                    own.send(me, "ready");
                    own.send(me, own.receive());
                  });
          assertThat(next(self)).isEqualTo("ready");
          self.exit(pid, Term.parse(reason));
          assertThat(next(self)).isEqualTo(new ExitMessage(me, Term.parse(reason)));
          return null;
        });
  }

  @Test
  void exit_killAndProcessTrapping_diesAllTheSame() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Monitored process =
              self.spawnMonitor(
                  PLAIN,
                  own -> {
                    own.trapExit(true);
                    own.send(me, "ready");
                    own.receive();
                  });
          assertThat(next(self)).isEqualTo("ready");
          self.exit(process.pid(), Atom.KILL);
          assertThat(end(self, process)).isEqualTo(Atom.KILLED);
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal", "boom"})
  void exit_itself_diesOfItAtOnce(String reason) {
    AtomicBoolean wentOn = new AtomicBoolean();
    ONE.node()
        .inProcess(self -> {
          Monitored process =
              self.spawnMonitor(
                  PLAIN,
                  own -> {
                    own.exit(own.pid(), Term.parse(reason));
                    wentOn.set(true);
                  });
          assertThat(end(self, process)).isEqualTo(Term.parse(reason));
          return null;
        });
    assertThat(wentOn).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exit_itselfWithKill_isKilledTrappingOrNot(boolean trapping) {
    ProcessBody body =
        own -> {
          own.trapExit(trapping);
          own.exit(own.pid(), Atom.KILL);
          throw own.exit(atom("lived"));
        };
    ONE.node()
        .inProcess(self -> {
          assertThat(end(self, self.spawnMonitor(PLAIN, body))).isEqualTo(Atom.KILLED);
          return null;
        });
  }

  /// `exit(kill)` is no kill: only `exit/2` with `kill` is.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exit_ofALinkedProcessThatThrewKill_isAReasonLikeAnother(boolean trapping) {
    ProcessBody parent =
        own -> {
          own.trapExit(trapping);
          own.spawn(
              PLAIN.withLink(),
              child -> {
                throw child.exit(Atom.KILL);
              });
          ExitMessage message = (ExitMessage) next(own);
          throw own.exit(Tuple.of(atom("trapped"), message.reason()));
        };
    ONE.node()
        .inProcess(self -> {
          assertThat(end(self, self.spawnMonitor(PLAIN, parent)))
              .isEqualTo(trapping ? Tuple.of(atom("trapped"), Atom.KILL) : Atom.KILL);
          return null;
        });
  }

  @Test
  void exit_itselfWithNormalAndTrapping_getsAMessage() {
    Object message =
        ONE.node()
            .inProcess(self -> {
              self.trapExit(true);
              self.exit(self.pid(), Atom.NORMAL);
              return next(self);
            });
    assertThat(message).isInstanceOf(ExitMessage.class);
  }

  @Test
  void exit_deadProcess_isIgnored() {
    ONE.node()
        .inProcess(self -> {
          Pid pid = self.spawn(PLAIN, own -> {});
          end(self, pid);
          self.exit(pid, atom("boom"));
          return null;
        });
  }

  @Test
  void trapExit_asked_saysWhatItWas() {
    ONE.node()
        .inProcess(self -> {
          assertThat(self.trapExit(true)).isFalse();
          assertThat(self.trapExit(false)).isTrue();
          return null;
        });
  }

  // ---- kill, and who is still at work then ----

  /// A process whose handler does not see the interrupt until it is let go.
  private static final class Stubborn implements ProcessBody {
    final CompletableFuture<Thread> atWork = new CompletableFuture<>();
    final CountDownLatch goOn = new CountDownLatch(1);
    final AtomicBoolean interrupted = new AtomicBoolean();
    final ProcessBody then;

    Stubborn(ProcessBody then) {
      this.then = then;
    }

    @Override
    public void run(Self self) throws Exception {
      atWork.complete(Thread.currentThread());
      while (goOn.getCount() > 0) {
        LockSupport.parkNanos(100_000);
        interrupted.compareAndSet(false, Thread.interrupted());
      }
      then.run(self);
    }
  }

  @Test
  void kill_handlerThatDoesNotReturn_isAZombieUntilItReturns() {
    Node node = ONE.node();
    Stubborn body = new Stubborn(self -> {});
    Pid pid = node.spawn(PLAIN.withName("stubborn"), body);
    body.atWork.join();
    LocalProcess process = ONE.local().process(pid);
    node.exit(pid, Atom.KILL);
    assertThat(node.isAlive(pid)).isFalse();
    assertThat(node.processes()).doesNotContain(pid);
    assertThat(node.whereis("stubborn")).isEmpty();
    assertThat(ONE.local().zombies()).containsExactly(process);
    await().untilTrue(body.interrupted);
    body.goOn.countDown();
    await().until(() -> ONE.local().zombies().isEmpty());
  }

  @Test
  void kill_linkedAndMonitoredByOthers_tellsThemWhileTheHandlerIsAtWork() {
    Stubborn body = new Stubborn(self -> {});
    ONE.node()
        .inProcess(self -> {
          self.trapExit(true);
          Pid pid = self.spawn(PLAIN.withLink(), body);
          body.atWork.join();
          self.exit(pid, Atom.KILL);
          assertThat(next(self)).isEqualTo(new ExitMessage(pid, Atom.KILLED));
          return null;
        });
    body.goOn.countDown();
  }

  @Test
  void kill_handlerAtWork_whatItSendsIsDropped() {
    Node node = ONE.node();
    Queue<String> reached = new ConcurrentLinkedQueue<>();
    CompletableFuture<Object> received = new CompletableFuture<>();
    Pid receiver =
        node.spawn(PLAIN.withName("receiver"), self -> received.complete(self.receive()));
    ProcessName name = ProcessName.of("receiver", node.name());
    for (ProcessBody send :
        List.<ProcessBody>of(
            self -> self.send(receiver, "a ghost's"),
            self -> self.send(name, "a ghost's"),
            self -> self.cast(receiver, "a ghost's"),
            self -> self.sendAfter(Duration.ZERO, receiver, "a ghost's"),
            self -> node.send(receiver, "a ghost's"),
            self -> node.send(name, "a ghost's"),
            self -> node.cast(receiver, "a ghost's"),
            self -> node.exit(receiver, Atom.KILL),
            self -> node.spawn(PLAIN, ghost -> reached.add("spawned")),
            self -> node.call(receiver, "a ghost's", LONG))) {
      Stubborn body =
          new Stubborn(self -> {
            send.run(self);
            reached.add("went on");
          });
      Pid pid = node.spawn(body);
      body.atWork.join();
      node.exit(pid, Atom.KILL);
      body.goOn.countDown();
      await().until(() -> ONE.local().zombies().isEmpty());
    }
    assertThat(reached).isEmpty();
    node.send(receiver, "from the living");
    assertThat(received.join()).isEqualTo("from the living");
  }

  @Test
  void kill_handlerThatSleeps_isInterruptedAndItsWorkerServesOthersUninterrupted() {
    Node node = ONE.node();
    CompletableFuture<Thread> asleep = new CompletableFuture<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Pid pid =
        node.spawn(self -> {
          asleep.complete(Thread.currentThread());
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            thrown.complete(e);
            Thread.currentThread().interrupt(); // as well-behaved code does
          }
        });
    await().until(() -> asleep.join().getState() == Thread.State.WAITING);
    node.exit(pid, Atom.KILL);
    assertThat(thrown.join()).isInstanceOf(InterruptedException.class);
    for (int i = 0; i < 100; i++) {
      boolean interrupted = node.inProcess(self -> Thread.currentThread().isInterrupted());
      assertThat(interrupted).isFalse();
    }
  }

  @Test
  void kill_waitingInReceive_endsTheWait() {
    Node node = ONE.node();
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    Pid pid =
        node.spawn(self -> {
          waiting.complete(Thread.currentThread());
          self.receive();
        });
    await().until(() -> waiting.join().getState() == Thread.State.WAITING);
    node.exit(pid, Atom.KILL);
    await().until(() -> ONE.local().zombies().isEmpty());
    assertThat(node.isAlive(pid)).isFalse();
  }

  @Test
  void kill_codeThatCatchesExceptions_isUnwoundAllTheSame() {
    Node node = ONE.node();
    AtomicBoolean went = new AtomicBoolean();
    Stubborn body =
        new Stubborn(self -> {
          try {
            self.send(self.pid(), "x");
          } catch (Exception e) {
            went.set(true);
          }
          went.set(true);
        });
    Pid pid = node.spawn(body);
    body.atWork.join();
    node.exit(pid, Atom.KILL);
    body.goOn.countDown();
    await().until(() -> ONE.local().zombies().isEmpty());
    assertThat(went).isFalse();
  }

  // ---- what a thrown exception is ----

  /// What a process dies of that throws.
  private static Term endBy(ProcessBody body) {
    return ONE.node()
        .inProcess(self -> {
          Monitored process = self.spawnMonitor(PLAIN, body);
          return end(self, process);
        });
  }

  @Test
  void body_returns_isNormal() {
    assertThat(endBy(self -> {})).isEqualTo(Atom.NORMAL);
  }

  @Test
  void body_throwsExit_isItsReason() {
    assertThat(
            endBy(self -> {
              throw self.exit(Term.parse("{any, term}"));
            }))
        .isEqualTo(Term.parse("{any, term}"));
  }

  private static Term thrown(Throwable t) {
    return endBy(self -> {
      switch (t) {
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(t);
      }
    });
  }

  @Test
  void body_throwsException_isClassMessageAndStacktrace() {
    Tuple reason = (Tuple) thrown(new IllegalStateException("on purpose"));
    assertThat(reason.get(0))
        .isEqualTo(Term.parse("{'java.lang.IllegalStateException', <<\"on purpose\">>}"));
    assertThat(reason.get(1).toString())
        .startsWith(
            "[{'io.jergon.node.process.ExitTest',"
                + "body_throwsException_isClassMessageAndStacktrace,0,"
                + "[{file,\"ExitTest.java\"},{line,");
  }

  @ParameterizedTest
  @ValueSource(classes = {StackOverflowError.class, AssertionError.class, Exception.class})
  void body_throwsAnythingWithoutMessage_isItsClassAndAnEmptyText(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Tuple reason = (Tuple) thrown(type.getConstructor().newInstance());
    assertThat(reason.get(0)).isEqualTo(Term.parse("{'" + type.getName() + "', <<>>}"));
  }

  @Test
  void body_overflowsTheStack_diesOfThat() {
    Tuple reason = (Tuple) endBy(ExitTest::recurse);
    assertThat(reason.get(0).toString()).startsWith("{'java.lang.StackOverflowError'");
  }

  private static void recurse(Self self) {
    recurse(self);
    self.pid();
  }

  /// What a process dies of that throws an exception with such a message.
  private static String thrownWith(Supplier<String> message) {
    Throwable exception =
        new RuntimeException() {
          @Override
          public String getMessage() {
            return message.get();
          }
        };
    return ((Tuple) thrown(exception)).get(0).toString();
  }

  @Test
  void body_throwsExceptionWhoseMessageFails_diesAllTheSame() {
    assertThat(
            thrownWith(() -> {
              throw new UnsupportedOperationException();
            }))
        .contains("UnsupportedOperationException");
    assertThat(
            thrownWith(() -> {
              throw new AssertionError("no message");
            }))
        .contains("java.lang.AssertionError");
  }

  @Test
  void body_throwsExceptionWithHalfASurrogate_diesAllTheSame() {
    Tuple reason = (Tuple) thrown(new IllegalStateException("half \ud800 a character"));
    assertThat(reason.get(0))
        .isEqualTo(Term.parse("{'java.lang.IllegalStateException', <<\"half ? a character\">>}"));
  }

  @Test
  void callback_throws_terminateRunsWithTheReasonAndMayChangeIt() {
    CompletableFuture<Term> told = new CompletableFuture<>();
    Term reason =
        ONE.node()
            .inProcess(self -> {
              Behaviour behaviour =
                  new Behaviour() {
                    @Override
                    public void receive(Self own, Object message) {
                      throw own.exit(atom("first"));
                    }

                    @Override
                    public void terminate(Self own, Term why) {
                      told.complete(why);
                      throw own.exit(atom("second"));
                    }
                  };
              Pid pid = self.spawn(PLAIN, () -> behaviour);
              Monitored process = new Monitored(pid, self.monitor(pid));
              self.send(pid, "go");
              return end(self, process);
            });
    assertThat(told).isCompletedWithValue(atom("first"));
    assertThat(reason).isEqualTo(atom("second"));
  }

  @Test
  void body_throwsExceptionWithoutAStackTrace_diesAllTheSame() {
    Tuple reason =
        (Tuple)
            thrown(
                new RuntimeException() {
                  @Override
                  public StackTraceElement[] getStackTrace() {
                    throw new IllegalStateException("no trace");
                  }
                });
    assertThat(reason.get(0).toString()).contains("java.lang.IllegalStateException");
    assertThat(reason.get(1)).isEqualTo(ListTerm.EMPTY);
  }

  @Test
  void body_throwsExitThatNamesNoReason_diesAllTheSame() {
    Tuple reason =
        (Tuple)
            thrown(
                new Exit(atom("mine")) {
                  @Override
                  public Term uncaughtReason() {
                    throw new IllegalStateException("not now");
                  }
                });
    assertThat(reason.get(0).toString()).contains("java.lang.IllegalStateException");
  }

  @Test
  void exit_withoutAReason_isRefused() {
    assertThatNullPointerException().isThrownBy(() -> new Exit(null)).withMessage("reason");
  }
}
