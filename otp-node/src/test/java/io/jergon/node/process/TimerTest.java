package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Tuple;
import io.jergon.etf.mapping.MappingException;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.TimeSource;
import io.jergon.node.TimeoutMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimerTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension static final OneNode ONE = new OneNode();

  @Test
  void sendAfter_delayOver_sendsOnceNotBefore() {
    ONE.node()
        .inProcess(self -> {
          long begin = System.nanoTime();
          Ref timer = self.sendAfter(Duration.ofMillis(20), self.pid(), "now");
          assertThat(next(self)).isEqualTo("now");
          assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
          assertThat(self.cancelTimer(timer)).isEmpty();
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void sendAfter_severalDelays_fireInTheirOrder() {
    ONE.node()
        .inProcess(self -> {
          self.sendAfter(Duration.ofMillis(60), self.pid(), "last");
          self.sendAfter(Duration.ofMillis(30), self.pid(), "second");
          self.sendAfter(Duration.ZERO, self.pid(), "first");
          assertThat(List.of(next(self), next(self), next(self)))
              .containsExactly("first", "second", "last");
          return null;
        });
  }

  @Test
  void sendAfter_longerThanNanosecondsCanSay_isSet() {
    ONE.node()
        .inProcess(self -> {
          Ref timer = self.sendAfter(Duration.ofSeconds(Long.MAX_VALUE), self.pid(), "never");
          assertThat(self.cancelTimer(timer)).isPresent();
          return null;
        });
  }

  private static ProcessName here(String name) {
    return ProcessName.of(name, ONE.node().name());
  }

  /// As on OTP 25 and 29: the name is looked up when the timer fires.
  @Test
  void sendAfter_toANameThatIsRegisteredLater_reachesWhoHasItThen() {
    AtomicReference<Runnable> fire = new AtomicReference<>();
    try (Node node = OneNode.builder().timeSource(new Held(fire)).start()) {
      node.inProcess(self -> {
        Ref timer = self.sendAfter(HOUR, ProcessName.of("later", node.name()), "now");
        Runnable due = fire.get();
        assertThat(self.readTimer(timer)).isPresent();
        self.register(atom("later"));
        due.run();
        assertThat(self.receive()).isEqualTo("now");
        assertThat(self.cancelTimer(timer)).isEmpty();
        return null;
      });
    }
  }

  /// A time that stands still; what was last to happen at some time is kept.
  private record Held(AtomicReference<Runnable> last) implements TimeSource {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Alarm after(Duration delay, Runnable action) {
      last.set(action);
      return () -> true;
    }
  }

  @Test
  void cancelTimer_forANameThatNobodyHas_saysWhatWasLeft() {
    ONE.node()
        .inProcess(self -> {
          Ref timer = self.sendAfter(HOUR, here("nobody"), "never");
          assertThat(self.readTimer(timer)).isPresent();
          assertThat(self.cancelTimer(timer)).isPresent();
          return null;
        });
  }

  @Test
  void startTimer_toAName_namesTheTimer() {
    ONE.node()
        .inProcess(self -> {
          self.register(atom("timed"));
          Ref timer = self.startTimer(Duration.ZERO, here("timed"), "now");
          assertThat(next(self)).isEqualTo(new TimeoutMessage(timer, "now"));
          assertThat(self.readTimer(timer)).isEmpty();
          return null;
        });
  }

  /// As on OTP 25 and 29: there is no timer for the dead.
  @Test
  void sendAfter_toADeadProcess_isNoTimer() {
    ONE.node()
        .inProcess(self -> {
          Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
          end(self, dead);
          Ref timer = self.sendAfter(HOUR, dead, "never");
          assertThat(self.readTimer(timer)).isEmpty();
          assertThat(self.cancelTimer(timer)).isEmpty();
          return null;
        });
  }

  @Test
  void startTimer_fires_namesTheTimer() {
    ONE.node()
        .inProcess(self -> {
          Ref timer = self.startTimer(Duration.ZERO, self.pid(), Atom.of("now"));
          TimeoutMessage message = new TimeoutMessage(timer, Atom.of("now"));
          assertThat(next(self)).isEqualTo(message);
          assertThat(ONE.node().toTerm(message))
              .isEqualTo(Tuple.of(Atom.TIMEOUT, timer, Atom.of("now")));
          return null;
        });
  }

  @Test
  void readTimer_thatRuns_saysWhatIsLeftUntilItIsCancelled() {
    ONE.node()
        .inProcess(self -> {
          Ref timer = self.startTimer(HOUR, self.pid(), "never");
          Duration left = self.readTimer(timer).orElseThrow();
          assertThat(left).isBetween(HOUR.minusMinutes(10), HOUR);
          assertThat(self.cancelTimer(timer).orElseThrow()).isLessThanOrEqualTo(left);
          assertThat(self.readTimer(timer)).isEmpty();
          return null;
        });
  }

  @Test
  void cancelTimer_beforeItFires_nothingComes() {
    ONE.node()
        .inProcess(self -> {
          Ref timer = self.sendAfter(Duration.ofMillis(20), self.pid(), "cancelled");
          assertThat(self.cancelTimer(timer)).isPresent();
          assertThat(self.cancelTimer(timer)).isEmpty();
          self.sendAfter(Duration.ofMillis(40), self.pid(), "later");
          assertThat(next(self)).isEqualTo("later");
          return null;
        });
  }

  /// Of a cancel and a fire at the same time one wins, and both know which.
  @Test
  void cancelTimer_onceItHasBegunToFire_saysSoAndTheMessageComes() {
    AtomicReference<Runnable> fire = new AtomicReference<>();
    TimeSource begun =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public Alarm after(Duration delay, Runnable action) {
            fire.set(action);
            return () -> false;
          }
        };
    try (Node node = OneNode.builder().timeSource(begun).start()) {
      node.inProcess(self -> {
        Ref timer = self.sendAfter(HOUR, self.pid(), "now");
        Runnable firing = fire.get();
        assertThat(self.cancelTimer(timer)).isEmpty();
        firing.run();
        assertThat(self.receive()).isEqualTo("now");
        return null;
      });
    }
  }

  @Test
  void timers_ofOneReceiverCancelledInAnyOrder_leaveTheOthers() {
    ONE.node()
        .inProcess(self -> {
          LocalProcess process = OneNode.process(self);
          int before = process.relationCount();
          List<Ref> timers =
              IntStream.range(0, 5).mapToObj(i -> self.sendAfter(HOUR, self.pid(), i)).toList();
          for (int i : List.of(2, 4, 0, 3, 1)) {
            assertThat(self.cancelTimer(timers.get(i))).isPresent();
            assertThat(self.cancelTimer(timers.get(i))).isEmpty();
          }
          assertThat(process.relationCount()).isEqualTo(before);
          assertThat(ONE.local().timers().size()).isZero();
          return null;
        });
  }

  @Test
  void cancelTimer_byAnotherProcess_works() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Ref timer = self.sendAfter(HOUR, me, "never");
          self.spawn(SpawnOptions.DEFAULT, own -> own.send(me, own.cancelTimer(timer).isPresent()));
          assertThat(next(self)).isEqualTo(true);
          return null;
        });
  }

  @Test
  void timer_whoseReceiverEnds_isGone() {
    // OTP 25: erlang:read_timer of a timer whose process has ended says false
    ONE.node()
        .inProcess(self -> {
          Monitored receiver = self.spawnMonitor(SpawnOptions.DEFAULT, Self::receive);
          for (int i = 0; i < 10; i++) {
            self.sendAfter(HOUR, receiver.pid(), "never");
          }
          assertThat(ONE.local().timers().size()).isEqualTo(10);
          self.exit(receiver.pid(), Atom.KILL);
          end(self, receiver);
          await().until(() -> ONE.local().timers().size() == 0);
          Ref late = self.sendAfter(HOUR, receiver.pid(), "never");
          assertThat(self.cancelTimer(late)).isEmpty();
          assertThat(ONE.local().timers().size()).isZero();
          return null;
        });
  }

  @Test
  void timer_whoseSenderEnds_fires() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Monitored sender =
              self.spawnMonitor(
                  SpawnOptions.DEFAULT,
                  own -> own.sendAfter(Duration.ofMillis(20), me, "from the dead"));
          end(self, sender);
          assertThat(next(self)).isEqualTo("from the dead");
          return null;
        });
  }

  @Test
  void timer_thatHasFired_leavesNothingBehind() {
    ONE.node()
        .inProcess(self -> {
          LocalProcess process = OneNode.process(self);
          int before = process.relationCount();
          self.sendAfter(Duration.ofMillis(1), self.pid(), "now");
          next(self);
          assertThat(process.relationCount()).isEqualTo(before);
          return null;
        });
  }

  @Test
  void timer_toAnotherNodeThatCannotBeMapped_isRefusedAtOnce() {
    ONE.node()
        .inProcess(self -> {
          Pid pid = Pid.of(Atom.of("nobody@127.0.0.1"), 1, 0, 1);
          ProcessName name = ProcessName.of("x", "nobody@127.0.0.1");
          Object noTerm = new Object();
          for (ThrowingCallable timer :
              List.<ThrowingCallable>of(
                  () -> self.sendAfter(Duration.ZERO, pid, noTerm),
                  () -> self.startTimer(Duration.ZERO, pid, noTerm),
                  () -> self.sendAfter(Duration.ZERO, name, noTerm),
                  () -> self.startTimer(Duration.ZERO, name, noTerm))) {
            assertThatThrownBy(timer).isInstanceOf(MappingException.class);
          }
          assertThat(ONE.local().timers().size()).isZero();
          return null;
        });
  }
}
