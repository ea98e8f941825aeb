package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.MonitorOptions.Alias;
import io.jergon.node.Node;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.node.SpawnRequest.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpawnRequestTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();
  private final AtomicInteger runs = new AtomicInteger();

  private SpawnRequest request() {
    node.functions()
        .offer(
            "work",
            "run",
            0,
            (self, none) -> {
              runs.incrementAndGet();
              throw self.exit(atom("done"));
            });
    return SpawnRequest.of(node.name(), "work", "run", List.of());
  }

  @Test
  void spawnRequest_ownNode_repliesBeforeAnythingElseOfTheProcess() {
    node.inProcess(self -> {
      self.trapExit(true);
      Ref id = self.spawnRequest(request().withLink().withMonitor());
      SpawnReply reply = (SpawnReply) next(self);
      assertThat(reply.request()).isEqualTo(id);
      assertThat(reply.isOk()).isTrue();
      Pid child = (Pid) reply.result();
      assertThat(List.of(next(self), next(self)))
          .containsExactlyInAnyOrder(
              new ExitMessage(child, atom("done")), new DownMessage(id, child, atom("done")));
      assertThat(self.abandonSpawnRequest(id)).isFalse();
      return null;
    });
  }

  @Test
  void spawnRequest_nodeOutOfReach_repliesNoconnectionAndNothingElse() {
    node.inProcess(self -> {
      SpawnRequest away = SpawnRequest.of("nobody@127.0.0.1", "work", "run", List.of());
      Ref id = self.spawnRequest(away.withLink().withMonitor());
      assertThat(next(self)).isEqualTo(new SpawnReply(id, Atom.NOCONNECTION));
      assertThat(nothing(self)).isTrue();
      assertThat(ONE.local().signals().spawnRequests()).isEmpty();
      return null;
    });
  }

  @Test
  void spawnRequest_replyTag_isWhatTheReplyBeginsWith() {
    node.inProcess(self -> {
      Ref id = self.spawnRequest(request().withReplyTag(atom("born")));
      Tuple reply = (Tuple) next(self);
      assertThat(reply).isEqualTo(Tuple.of(atom("born"), id, Atom.OK, reply.get(3)));
      return null;
    });
  }

  @Test
  void spawnRequest_replyNotWanted_doesNotCome() {
    node.inProcess(self -> {
      self.spawnRequest(request().withReply(Reply.NO));
      self.spawnRequest(request().withReply(Reply.ERROR_ONLY));
      SpawnRequest away = SpawnRequest.of("nobody@127.0.0.1", "work", "run", List.of());
      self.spawnRequest(away.withReply(Reply.SUCCESS_ONLY));
      Ref last = self.spawnRequest(away);
      assertThat(next(self)).isEqualTo(new SpawnReply(last, Atom.NOCONNECTION));
      assertThat(nothing(self)).isTrue();
      await().atMost(LONG).until(() -> runs.get() == 2);
      return null;
    });
  }

  private SpawnRequest waiting(Alias mode) {
    node.functions().offer("work", "wait", 0, (self, _) -> self.receive());
    return SpawnRequest.of(node.name(), "work", "wait", List.of())
        .withMonitor(MonitorOptions.DEFAULT.withAlias(mode));
  }

  /// As on OTP 25 and 29.
  @ParameterizedTest
  @EnumSource
  void spawnRequest_monitorWithAlias_isOneUntilItsModeEndsIt(Alias mode) {
    node.inProcess(self -> {
      Ref id = self.spawnRequest(waiting(mode));
      Pid child = (Pid) ((SpawnReply) next(self)).result();
      self.send(id, "one");
      assertThat(next(self)).isEqualTo("one");
      self.send(child, atom("stop"));
      if (mode != Alias.REPLY_DEMONITOR) {
        assertThat(next(self)).isEqualTo(new DownMessage(id, child, Atom.NORMAL));
      } else {
        end(self, child);
      }
      self.send(id, "late");
      boolean lasts = mode == Alias.EXPLICIT_UNALIAS;
      assertThat(self.receive(Duration.ZERO))
          .isEqualTo(lasts ? Optional.of("late") : Optional.empty());
      assertThat(self.unalias(id)).isEqualTo(lasts);
      return null;
    });
    assertThat(ONE.local().signals().aliasCount()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void spawnRequest_failedOrAbandoned_endsItsAlias(Alias mode) {
    SpawnRequest away =
        SpawnRequest.of("nobody@127.0.0.1", "work", "wait", List.of())
            .withMonitor(MonitorOptions.DEFAULT.withAlias(mode));
    node.inProcess(self -> {
      Ref failed = self.spawnRequest(away);
      assertThat(next(self)).isEqualTo(new SpawnReply(failed, Atom.NOCONNECTION));
      assertThat(self.unalias(failed)).isFalse();
      Ref abandoned = self.spawnRequest(away);
      if (self.abandonSpawnRequest(abandoned)) {
        assertThat(self.unalias(abandoned)).isFalse();
      }
      return null;
    });
    await().atMost(LONG).until(() -> ONE.local().signals().aliasCount() == 0);
  }

  /// As on OTP 25 and 29: the monitor stays.
  @Test
  void unalias_ofASpawnRequest_leavesTheMonitor() {
    node.inProcess(self -> {
      Ref id = self.spawnRequest(waiting(Alias.EXPLICIT_UNALIAS));
      Pid child = (Pid) ((SpawnReply) next(self)).result();
      assertThat(self.unalias(id)).isTrue();
      self.send(id, "nobody");
      self.send(child, atom("stop"));
      assertThat(next(self)).isEqualTo(new DownMessage(id, child, Atom.NORMAL));
      return null;
    });
  }

  @Test
  void abandon_requestOfAnotherOrOfNobody_isFalse() {
    node.inProcess(self -> {
      assertThat(self.abandonSpawnRequest(self.makeRef())).isFalse();
      return null;
    });
  }
}
