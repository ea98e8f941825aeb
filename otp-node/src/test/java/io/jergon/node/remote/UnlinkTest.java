package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Node;
import io.jergon.node.SpawnOptions;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.kernel.Functions;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.process.ProcessSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a process keeps of a link to another node's process that it takes away.
class UnlinkTest {
  private static final Atom PEER = Atom.of("b@h");
  private static final Pid REMOTE = Pid.of(PEER, 1, 0, 7);

  private final Neighbours neighbours = new Neighbours();
  private final Peers peers = new Peers();
  private final RecordedWire wire = new RecordedWire();
  private LocalNode local;
  private InboundSignals inbound;
  private LocalProcess process;

  @BeforeEach
  void start() {
    Node node = neighbours.node("a@h");
    NodeMonitors monitors = new NodeMonitors();
    local =
        new LocalNode(
            node,
            OwnName.of(NodeName.of("a@h")),
            1,
            made -> new OutboundSignals(made, peers, monitors, wire),
            ProcessSettings.DEFAULT);
    inbound = new InboundSignals(local, peers, monitors, new Functions(node));
    process = local.spawn(SpawnOptions.DEFAULT, self -> self.receive());
  }

  @AfterEach
  void stop() {
    local.close();
    neighbours.close();
  }

  @Test
  void unlink_nodeLostBeforeItsAcknowledgement_leavesNothing() {
    local.signals().link(process, REMOTE);
    local.signals().unlink(process, REMOTE);
    assertThat(wire.sent).hasSize(2);
    assertThat(process.relationCount()).isEqualTo(1);

    inbound.unreachable(PEER);

    assertThat(process.relationCount()).isZero();
    assertThat(peers.names()).isEmpty();
  }

  @Test
  void unlink_linkedAnewAndLost_ends() {
    local.signals().link(process, REMOTE);
    local.signals().unlink(process, REMOTE);
    local.signals().link(process, REMOTE);

    inbound.unreachable(PEER);

    assertThat(process.isDead()).isTrue();
  }

  @Test
  void unlink_toANodeThatIsGone_awaitsNothing() {
    local.signals().link(process, REMOTE);
    process.unlinkRemote(REMOTE, 9);
    peers.remove(PEER);

    local.signals().remote().unlink(process.pid(), REMOTE, 9);

    assertThat(process.relationCount()).isZero();
  }

  @Test
  void unlink_peerThatAcknowledgesNothing_awaitsNothing() {
    wire.old = true;
    local.signals().link(process, REMOTE);
    local.signals().unlink(process, REMOTE);

    assertThat(process.relationCount()).isZero();
    assertThat(wire.sent).last().isInstanceOf(LinkMessage.UnlinkId.class);
  }

  private static final class RecordedWire implements OutboundSignals.Wire {
    final List<ControlMessage> sent = new ArrayList<>();
    boolean old;

    @Override
    public void send(Atom node, ControlMessage message, @Nullable Term payload) {
      sent.add(message);
    }

    @Override
    public void sendIfConnected(Atom node, ControlMessage message, @Nullable Term payload) {
      sent.add(message);
    }

    @Override
    public void require(Atom node) {}

    @Override
    public boolean lacks(Atom node, DistributionFlag flag) {
      return old;
    }
  }
}
