package io.jergon.node.process;

import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.node.AliasOption;
import io.jergon.node.DownMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.MonitorOptions.Alias;
import io.jergon.node.Monitored;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AliasTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  @Test
  void send_toAlias_reachesItsProcessInOrderWithOtherMessages() {
    ONE.node()
        .inProcess(self -> {
          Ref alias = self.alias();
          self.send(alias, 1);
          self.send(self.pid(), 2);
          self.send(alias, 3);
          assertThat(next(self)).isEqualTo(1);
          assertThat(next(self)).isEqualTo(2);
          assertThat(next(self)).isEqualTo(3);
          return null;
        });
  }

  @Test
  void unalias_thenSend_isDropped() {
    ONE.node()
        .inProcess(self -> {
          Ref alias = self.alias();
          assertThat(self.unalias(alias)).isTrue();
          assertThat(self.unalias(alias)).isFalse();
          self.send(alias, "late");
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void unalias_ofAnotherProcess_isRefused() {
    ONE.node()
        .inProcess(self -> {
          Ref alias = self.alias();
          Pid me = self.pid();
          self.spawn(SpawnOptions.DEFAULT, own -> own.send(me, own.unalias(alias)));
          assertThat(next(self)).isEqualTo(false);
          self.send(alias, "still there");
          assertThat(next(self)).isEqualTo("still there");
          return null;
        });
  }

  @Test
  void alias_afterItsProcessEnded_isGone() {
    ONE.node()
        .inProcess(self -> {
          Monitored child = self.spawnMonitor(SpawnOptions.DEFAULT, own -> own.alias());
          end(self, child);
          return null;
        });
    await().until(() -> ONE.local().signals().aliasCount() == 0);
  }

  @Test
  void reply_firstMessage_endsTheAlias() {
    ONE.node()
        .inProcess(self -> {
          Ref alias = self.alias(AliasOption.REPLY);
          self.send(alias, "first");
          self.send(alias, "second");
          assertThat(next(self)).isEqualTo("first");
          assertThat(nothing(self)).isTrue();
          assertThat(self.unalias(alias)).isFalse();
          assertThat(ONE.local().signals().aliasCount()).isZero();
          return null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void monitorAlias_demonitor_endsItUnlessItIsExplicit(Alias mode) {
    ONE.node()
        .inProcess(self -> {
          Ref alias = self.monitor(idle(self), MonitorOptions.DEFAULT.withAlias(mode));
          assertThat(self.demonitor(alias)).isTrue();
          self.send(alias, "hello");
          assertThat(nothing(self)).isEqualTo(mode != Alias.EXPLICIT_UNALIAS);
          assertThat(self.unalias(alias)).isEqualTo(mode == Alias.EXPLICIT_UNALIAS);
          return null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void monitorAlias_down_endsItUnlessItIsExplicit(Alias mode) {
    ONE.node()
        .inProcess(self -> {
          Pid target = idle(self);
          Ref alias = self.monitor(target, MonitorOptions.DEFAULT.withAlias(mode));
          self.exit(target, Atom.KILL);
          assertThat(next(self)).isEqualTo(new DownMessage(alias, target, Atom.KILLED));
          self.send(alias, "hello");
          assertThat(nothing(self)).isEqualTo(mode != Alias.EXPLICIT_UNALIAS);
          self.unalias(alias);
          return null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void monitorAlias_reply_endsAliasAndMonitorOnlyInReplyDemonitor(Alias mode) {
    ONE.node()
        .inProcess(self -> {
          Pid target = idle(self);
          Ref alias = self.monitor(target, MonitorOptions.DEFAULT.withAlias(mode));
          self.send(alias, "reply");
          assertThat(next(self)).isEqualTo("reply");
          self.send(alias, "more");
          boolean once = mode == Alias.REPLY_DEMONITOR;
          assertThat(nothing(self)).isEqualTo(once);
          self.exit(target, Atom.KILL);
          end(self, target);
          assertThat(nothing(self)).isEqualTo(once);
          self.unalias(alias);
          return null;
        });
  }

  @Test
  void monitorAlias_unalias_leavesTheMonitor() {
    ONE.node()
        .inProcess(self -> {
          Pid target = idle(self);
          Ref alias = self.monitor(target, MonitorOptions.DEFAULT.withAlias(Alias.DEMONITOR));
          assertThat(self.unalias(alias)).isTrue();
          self.send(alias, "dropped");
          self.exit(target, Atom.KILL);
          assertThat(next(self)).isEqualTo(new DownMessage(alias, target, Atom.KILLED));
          return null;
        });
  }

  private static Pid idle(Self self) {
    return self.spawn(SpawnOptions.DEFAULT, Self::receive);
  }

  /// Once unalias has returned, nothing arrives through the alias any more.
  @Test
  void unalias_whileOthersSend_leavesNoLateMessage() {
    ONE.node()
        .inProcess(self -> {
          for (int i = 0; i < 3_000; i++) {
            Ref alias = self.alias();
            CompletableFuture<Void> sends =
                CompletableFuture.runAsync(() -> {
                  for (int n = 0; n < 20; n++) {
                    ONE.node().send(alias, n);
                  }
                });
            while (self.receive(Duration.ZERO).isEmpty() && !sends.isDone()) {
              Thread.onSpinWait();
            }
            self.unalias(alias);
            while (!nothing(self)) {
              Thread.onSpinWait(); // what came before
            }
            sends.join();
            assertThat(nothing(self)).isTrue();
          }
          return null;
        });
  }
}
