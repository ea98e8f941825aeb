package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Node;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.node.SpawnRequest.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  @Test
  void spawnRequest_monitorWithAlias_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            request()
                .withMonitor(MonitorOptions.DEFAULT.withAlias(MonitorOptions.Alias.DEMONITOR)));
  }

  @Test
  void abandon_requestOfAnotherOrOfNobody_isFalse() {
    node.inProcess(self -> {
      assertThat(self.abandonSpawnRequest(self.makeRef())).isFalse();
      return null;
    });
  }
}
