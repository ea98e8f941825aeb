package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jergon.etf.Pid;
import io.jergon.node.Behaviour;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReceiveTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  @Test
  void receive_severalMessages_takesThemInTheOrderSent() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              List.of(1, 2, 3).forEach(n -> self.send(self.pid(), n));
              return List.of(self.receive(), self.receive(), self.receive());
            });
    assertThat(received).containsExactly(1, 2, 3);
  }

  @Test
  void receive_selective_leavesTheOthersInTheirOrder() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              List.of(1, 2, 3, 4, 5).forEach(n -> self.send(self.pid(), n));
              List<Object> all = new ArrayList<>();
              all.add(self.receive(m -> m.equals(3)));
              all.add(self.receive(m -> m.equals(5)));
              all.add(self.receive(m -> m.equals(2)));
              self.send(self.pid(), 6);
              for (int i = 0; i < 3; i++) {
                all.add(next(self));
              }
              return all;
            });
    assertThat(received).containsExactly(3, 5, 2, 1, 4, 6);
  }

  @Test
  void receive_matchThatComesLater_isWaitedFor() {
    Object received =
        ONE.node()
            .inProcess(self -> {
              Pid parent = self.pid();
              self.spawn(
                  SpawnOptions.DEFAULT,
                  child -> {
                    child.send(parent, "other");
                    child.send(parent, "this");
                  });
              return self.receive("this"::equals, LONG).orElseThrow();
            });
    assertThat(received).isEqualTo("this");
  }

  @Test
  void receive_noMatchInTime_isEmptyAndKeepsTheMessages() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              self.send(self.pid(), "kept");
              Object none = self.receive("absent"::equals, Duration.ofMillis(5));
              return List.of(none, next(self), nothing(self));
            });
    assertThat(received).containsExactly(java.util.Optional.empty(), "kept", true);
  }

  @Test
  void receive_noTimeAtAll_takesWhatIsThere() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              self.send(self.pid(), "there");
              return List.of(
                  self.receive(Duration.ZERO).orElse("missing"),
                  self.receive(Duration.ZERO).orElse("missing"));
            });
    assertThat(received).containsExactly("there", "missing");
  }

  @Test
  void receive_predicateThatThrows_losesNoMessage() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              self.send(self.pid(), 1);
              self.send(self.pid(), 2);
              String thrown = "nothing";
              try {
                self.receive(m -> {
                  throw new UnsupportedOperationException("on purpose");
                });
              } catch (UnsupportedOperationException e) {
                thrown = e.getMessage();
              }
              return List.of(thrown, next(self), next(self));
            });
    assertThat(received).containsExactly("on purpose", 1, 2);
  }

  /// A process of callbacks that receives within a callback.
  @Test
  void receive_withinACallback_leavesTheOthersToTheCallback() {
    List<Object> received =
        ONE.node()
            .inProcess(self -> {
              Pid parent = self.pid();
              Behaviour relay =
                  new Behaviour() {
                    @Override
                    public void receive(Self own, Object message) {
                      own.send(parent, message);
                      if (message.equals("go")) {
                        own.send(parent, own.receive(m -> m.equals("wanted")));
                      }
                    }
                  };
              Pid pid = self.spawn(SpawnOptions.DEFAULT, () -> relay);
              for (String message : List.of("go", "a", "b", "wanted", "c")) {
                self.send(pid, message);
              }
              List<Object> all = new ArrayList<>();
              for (int i = 0; i < 5; i++) {
                all.add(next(self));
              }
              return all;
            });
    assertThat(received).containsExactly("go", "wanted", "a", "b", "c");
  }

  @Test
  void self_onAnotherThread_isRefused() {
    Self self = ONE.node().inProcess(own -> own);
    CompletableFuture<Self> living = new CompletableFuture<>();
    Pid pid =
        ONE.node()
            .spawn(own -> {
              living.complete(own);
              own.receive();
            });
    for (Self other : List.of(self, living.join())) {
      assertThatIllegalStateException().isThrownBy(other::receive);
      assertThatIllegalStateException().isThrownBy(() -> other.send(pid, "message"));
      assertThatIllegalStateException().isThrownBy(() -> other.monitor(pid));
      assertThatIllegalStateException().isThrownBy(() -> other.trapExit(true));
    }
    ONE.node().send(pid, "end");
  }

  @Test
  void hibernate_messageComes_returnsAndLeavesIt() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Pid sleeper =
              self.spawn(
                  SpawnOptions.DEFAULT,
                  own -> {
                    own.hibernate();
                    own.hibernate();
                    own.send(me, own.receive());
                  });
          self.send(sleeper, "wake up");
          assertThat(self.receive(LONG)).contains("wake up");
          return null;
        });
  }

  @Test
  void hibernate_messagePassedOver_returnsAtOnce() {
    ONE.node()
        .inProcess(self -> {
          self.send(self.pid(), "left");
          assertThat(self.receive("none"::equals, Duration.ZERO)).isEmpty();
          self.hibernate();
          assertThat(next(self)).isEqualTo("left");
          return null;
        });
  }
}
