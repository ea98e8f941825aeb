package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static io.jergon.node.process.OneNode.process;
import static io.jergon.node.process.OneNode.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.call.MessageFrom;
import io.jergon.node.call.ReplyTag;
import io.jergon.node.gen.From;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;
  private static final Duration SHORT = Duration.ofMillis(10);

  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  /// Answers each call with its request, but `hold` (kept in `held`), `crash` and `exit`.
  private static final class Echo implements Behaviour {
    final BlockingQueue<From> held = new LinkedBlockingQueue<>();

    @Override
    public void receive(Self self, Object message) {
      if (GenMessage.of(self, message).orElse(null) instanceof GenMessage.Call(From from, var r)) {
        switch (r.toString()) {
          case "hold" -> held.add(from);
          case "crash" -> throw new Exit(term("{crashed, [on_purpose]}"));
          default -> from.reply(r);
        }
      }
    }
  }

  private static Term reasonOf(ThrowingCallable call) {
    return catchThrowableOfType(Exit.class, call).reason();
  }

  @Test
  void call_serverAnswers_returnsTheReplyByReference() {
    Pid server = node.spawn(PLAIN, Echo::new);
    Object request = new Object();
    assertThat(node.call(server, request, LONG)).isSameAs(request);
    assertThat(node.<Object>inProcess(self -> self.call(server, request, LONG))).isSameAs(request);
  }

  /// Within the node a request needs no term; the exit reason shows its class.
  @Test
  void call_thatFailsWithARequestThatIsNoTerm_isTheExitAllTheSame() {
    Pid silent = node.spawn(own -> own.receive(message -> false));
    Exit exit =
        catchThrowableOfType(
            Exit.class, () -> node.call(silent, new Object(), Duration.ofMillis(1)));
    assertThat(exit.uncaughtReason())
        .hasToString("{timeout,{gen_server,call,[%s,'java.lang.Object',1]}}".formatted(silent));
    node.exit(silent, Atom.KILL);
    ProcessName nobody = ProcessName.of("nobody", node.name());
    assertThat(reasonOf(() -> node.call(nobody, new Object(), LONG))).isEqualTo(atom("noproc"));
  }

  @Test
  void call_byName_returnsTheReply() {
    node.spawn(PLAIN.withName("echo"), Echo::new);
    ProcessName name = ProcessName.of("echo", node.name());
    assertThat(node.call(name, atom("hello"), LONG)).isEqualTo(atom("hello"));
  }

  @Test
  void call_byManyAtOnce_eachGetsItsOwnReply() {
    Pid server = node.spawn(PLAIN, Echo::new);
    node.inProcess(self -> {
      Pid me = self.pid();
      int callers = 120;
      for (int i = 0; i < callers; i++) {
        int caller = i;
        self.spawn(
            PLAIN,
            own -> {
              for (int n = 0; n < 100; n++) {
                String request = caller + "." + n;
                assertThat(own.call(server, request, LONG)).isEqualTo(request);
              }
              own.send(me, "done");
            });
      }
      for (int i = 0; i < callers; i++) {
        assertThat(next(self)).isEqualTo("done");
      }
      return null;
    });
  }

  @Test
  void call_nobody_isNoprocAtOnce() {
    node.inProcess(self -> {
      Pid dead = self.spawn(PLAIN, own -> {});
      end(self, dead);
      assertThat(reasonOf(() -> self.call(dead, atom("x"), LONG))).isEqualTo(Atom.NOPROC);
      ProcessName nobody = ProcessName.of("nobody", node.name());
      assertThat(reasonOf(() -> self.call(nobody, atom("x"), LONG))).isEqualTo(Atom.NOPROC);
      return null;
    });
  }

  @Test
  void call_notCaught_endsTheCallerAsInOtp() {
    // catch gen_server:call(nosuch, x) on OTP 25: {noproc,{gen_server,call,[nosuch,x]}}, and
    // with a time: [nosuch,x,infinity], [slow,x,10]
    node.spawn(PLAIN.withName("slow"), Echo::new);
    node.inProcess(self -> {
      Monitored nobody =
          self.spawnMonitor(
              PLAIN,
              own ->
                  own.call(
                      ProcessName.of("nosuch", node.name()), atom("x"), Duration.ofDays(99_999)));
      assertThat(end(self, nobody))
          .isEqualTo(term("{noproc, {gen_server, call, [nosuch, x, infinity]}}"));
      Monitored slow =
          self.spawnMonitor(
              PLAIN, own -> own.call(ProcessName.of("slow", node.name()), atom("hold"), SHORT));
      assertThat(end(self, slow))
          .isEqualTo(term("{timeout, {gen_server, call, [slow, hold, 10]}}"));
      return null;
    });
  }

  @Test
  void call_noReplyInTime_isTimeoutAndALateReplyReachesNobody() {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    node.inProcess(self -> {
      assertThat(reasonOf(() -> self.call(server, atom("hold"), SHORT))).isEqualTo(Atom.TIMEOUT);
      From late = echo.held.remove();
      late.reply(atom("late"));
      node.send(self.pid(), "next");
      assertThat(next(self)).isEqualTo("next");
      assertThat(nothing(self)).isTrue();
      // the same as a term, as a server elsewhere would have it
      assertThat(reasonOf(() -> self.call(server, atom("hold"), SHORT))).isEqualTo(Atom.TIMEOUT);
      Tuple from = (Tuple) echo.held.remove().toTerm();
      new MessageFrom(node, (Pid) from.get(0), from.get(1)).reply(atom("late"));
      assertThat(nothing(self)).isTrue();
      return null;
    });
    assertThat(ONE.local().signals().aliasCount()).isZero();
  }

  @Test
  void call_answeredThroughItsTerm_returnsTheReply() {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(() -> node.call(server, atom("hold"), LONG));
    await().until(() -> !echo.held.isEmpty());
    Tuple from = (Tuple) echo.held.remove().toTerm();
    Ref alias = Objects.requireNonNull(ReplyTag.alias(from.get(1)));
    node.send(alias, Tuple.of(from.get(1), atom("by_term")));
    assertThat(answer.join()).isEqualTo(atom("by_term"));
    assertThat(ONE.local().signals().aliasCount()).isZero();
  }

  @Test
  void call_itself_isCallingSelf() {
    node.inProcess(self -> {
      assertThat(reasonOf(() -> self.call(self.pid(), atom("x"), LONG)))
          .isEqualTo(atom("calling_self"));
      self.register(atom("caller"));
      ProcessName name = ProcessName.of("caller", node.name());
      assertThat(reasonOf(() -> self.call(name, atom("x"), LONG))).isEqualTo(atom("calling_self"));
      return null;
    });
  }

  @Test
  void call_serverDiesOfIt_isItsReason() {
    Pid server = node.spawn(PLAIN, Echo::new);
    assertThat(reasonOf(() -> node.call(server, atom("crash"), LONG)))
        .isEqualTo(term("{crashed, [on_purpose]}"));
  }

  @Test
  void call_serverIsKilledMeanwhile_isKilled() {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    CompletableFuture<Term> reason =
        CompletableFuture.supplyAsync(() -> reasonOf(() -> node.call(server, atom("hold"), LONG)));
    await().until(() -> !echo.held.isEmpty());
    node.exit(server, Atom.KILL);
    assertThat(reason.join()).isEqualTo(Atom.KILLED);
  }

  @Test
  void call_severalInProgressSomeGivenUp_tellsTheOthersOfTheServersEnd() throws Exception {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    List<CompletableFuture<Term>> reasons = new ArrayList<>();
    for (Duration timeout : List.of(LONG, SHORT, LONG, SHORT, SHORT, LONG)) {
      CompletableFuture<Term> reason = new CompletableFuture<>();
      reasons.add(reason);
      node.spawn(self -> reason.complete(reasonOf(() -> self.call(server, atom("hold"), timeout))));
      echo.held.take();
    }
    for (int i : new int[] {1, 3, 4}) {
      assertThat(reasons.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(Atom.TIMEOUT);
    }
    node.exit(server, Atom.KILL);
    for (int i : new int[] {0, 2, 5}) {
      assertThat(reasons.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(Atom.KILLED);
    }
  }

  @Test
  void call_answeredLaterByAnotherProcess_returnsTheFirstReply() {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(() -> node.call(server, atom("hold"), LONG));
    await().until(() -> !echo.held.isEmpty());
    From from = echo.held.remove();
    node.spawn(self -> {
      from.reply("first");
      from.reply("second");
    });
    assertThat(answer.join()).isEqualTo("first");
  }

  @Test
  void call_manyTimes_leavesNothingBehind() {
    Pid server = node.spawn(PLAIN, Echo::new);
    node.inProcess(self -> {
      LocalProcess process = process(self);
      int before = process.relationCount();
      for (int i = 0; i < 100; i++) {
        self.call(server, i, LONG);
      }
      assertThat(process.relationCount()).isEqualTo(before);
      assertThat(process.mailboxSize()).isZero();
      return null;
    });
    assertThat(ONE.local().process(server).relationCount()).isZero();
    assertThat(ONE.local().signals().aliasCount()).isZero();
  }

  @Test
  void call_callerKilledMeanwhile_isUnwoundAndLeavesNothingBehind() {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Pid caller =
        node.spawn(self -> {
          try {
            self.call(server, atom("hold"), LONG);
          } catch (Throwable e) {
            thrown.set(e);
            throw e;
          }
        });
    await().until(() -> !echo.held.isEmpty());
    echo.held.element().toTerm(); // as if it was passed on
    node.exit(caller, Atom.KILL);
    await().until(() -> thrown.get() instanceof Terminated);
    await().until(() -> ONE.local().process(server).relationCount() == 0);
    echo.held.remove().toTerm();
    assertThat(ONE.local().signals().aliasCount()).isZero();
  }

  @Test
  void call_plainThreadInterrupted_isInterruptedAndStaysSo() throws InterruptedException {
    Echo echo = new Echo();
    Pid server = node.spawn(PLAIN, () -> echo);
    CompletableFuture<String> seen = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                seen.complete(
                    reasonOf(() -> node.call(server, atom("hold"), LONG))
                        + " "
                        + Thread.currentThread().isInterrupted()));
    await().until(() -> !echo.held.isEmpty());
    Pid caller = echo.held.remove().pid();
    thread.interrupt();
    assertThat(seen.join()).isEqualTo("interrupted true");
    await().until(() -> !node.isAlive(caller));
  }

  // ---- what plain threads have done by a process ----

  @Test
  void inProcess_actionThrows_threadGetsItWithBothStacks() {
    assertThatThrownBy(() ->
            node.inProcess(self -> {
              throw new UnsupportedOperationException("on purpose");
            }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("on purpose")
        .satisfies(e ->
            assertThat(e.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .anyMatch(name -> name.startsWith("lambda$inProcess_actionThrows"))
                .contains("inProcess_actionThrows_threadGetsItWithBothStacks"));
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() ->
            node.inProcess(self -> {
              throw new StackOverflowError("on purpose");
            }));
  }

  @Test
  void inProcess_processKilled_threadGetsTheReason() {
    assertThat(
            reasonOf(() ->
                node.inProcess(self -> {
                  node.spawn(other -> other.exit(self.pid(), Atom.KILL));
                  return self.receive();
                })))
        .isEqualTo(Atom.KILLED);
  }

  @Test
  void close_callsUnderWay_endThem() {
    Node other = OneNode.start();
    Echo echo = new Echo();
    Pid server = other.spawn(PLAIN, () -> echo);
    CompletableFuture<Term> reason =
        CompletableFuture.supplyAsync(() -> reasonOf(() -> other.call(server, atom("hold"), LONG)));
    await().until(() -> !echo.held.isEmpty());
    other.close();
    assertThat(reason.join()).isEqualTo(atom("shutdown"));
  }

  @Test
  void close_thenCallOrSpawn_isRefused() {
    Node other = OneNode.start();
    Pid server = other.spawn(PLAIN, Echo::new);
    other.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> other.call(server, atom("x"), LONG))
        .withMessageContaining("one@127.0.0.1")
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> other.spawn(self -> {}));
    other.send(server, "dropped");
    other.close();
    assertThat(other.processes()).isEmpty();
  }

  @Test
  void close_whileOthersCall_leavesNobodyWaiting() {
    for (int round = 0; round < 20; round++) {
      Node other = OneNode.start();
      Pid server = other.spawn(PLAIN, Echo::new);
      CompletableFuture<?>[] callers = new CompletableFuture<?>[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            CompletableFuture.runAsync(() -> {
              try {
                while (true) {
                  other.call(server, atom("x"), LONG);
                }
              } catch (Exit | IllegalStateException e) {
                assertThat(e.getMessage()).containsAnyOf("closed", "shutdown", "noproc");
              }
            });
      }
      other.close();
      CompletableFuture.allOf(callers).join();
    }
  }

  @Test
  void close_supervisorsAndTheirLike_areNotToldOfTheirChildrensEnd() {
    Node other = OneNode.start();
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    CompletableFuture<Void> ready = new CompletableFuture<>();
    other.spawn(self -> {
      self.trapExit(true);
      for (int i = 0; i < 100; i++) {
        self.spawn(PLAIN.withLink(), Self::receive);
      }
      ready.complete(null);
      while (true) {
        told.add(self.receive());
      }
    });
    ready.join();
    other.close();
    assertThat(told).isEmpty();
  }

  @Test
  void call_timeoutBeyondAllNumbers_waitsNotAtAllOrForEver() {
    Duration never = Duration.ofSeconds(Long.MIN_VALUE);
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
    Node node = ONE.node();
    Pid silent = node.spawn(PLAIN, () -> (self, message) -> {});
    Pid echo = node.spawn(PLAIN, Echo::new);
    assertThatExceptionOfType(Exit.class)
        .isThrownBy(() -> node.call(silent, atom("x"), never))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Atom.TIMEOUT));
    assertThat(node.call(echo, atom("x"), ever)).isEqualTo(atom("x"));
    assertThat(node.awaitQuiet(ever)).isTrue();
  }

  @Test
  void reply_null_isRefusedWhereItIsGiven() {
    Behaviour server =
        (self, message) -> {
          if (message instanceof GenMessage.Call(From from, Object _)) {
            from.reply(null);
          }
        };
    Pid pid = ONE.node().spawn(PLAIN, () -> server);
    assertThatExceptionOfType(Exit.class)
        .isThrownBy(() -> ONE.node().call(pid, atom("x"), LONG))
        .satisfies(
            e -> assertThat(e.reason().toString()).contains("java.lang.NullPointerException"));
  }

  @Test
  void close_whatIsToBeStoppedThrowsAnError_closesAllTheSame() {
    Node other = OneNode.start();
    Pid process = other.spawn(PLAIN, Echo::new);
    other.stopAtClose(
        process,
        () -> {
          throw new AssertionError("the stop's");
        });
    other.close();
    assertThat(other.isAlive(process)).isFalse();
    assertThat(other.ping(other.name())).isFalse();
  }
}
