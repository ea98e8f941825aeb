package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Node;
import io.jergon.testkit.ManualClock;
import io.jergon.testkit.NodeExtension;
import io.jergon.testkit.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NodeExtension.class)
class SessionTest {
  @Test
  void session_silentForHalfAnHour_ends(Node node, ManualClock clock, Probe probe) {
    ServerRef<Session> session = GenServer.start(node, self -> new Session(self, probe.pid()));
    Pid pid = session.pid().orElseThrow();
    probe.monitor(pid);

    clock.advance(Duration.ofMinutes(29));
    session.call(new Session.Touch()); // begins the half hour anew
    clock.advance(Duration.ofMinutes(29));
    probe.expectNothing();

    clock.advance(Duration.ofMinutes(1));
    probe.expectMessage("session_over");
    assertThat(probe.expectDown(pid)).isEqualTo(Atom.NORMAL);
  }
}
