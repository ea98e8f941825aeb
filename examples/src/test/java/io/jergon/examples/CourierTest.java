package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.behaviour.ChildSpec;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.behaviour.Supervisor;
import io.jergon.behaviour.SupervisorSpec;
import io.jergon.etf.Pid;
import io.jergon.examples.Courier.Depot.Answer;
import io.jergon.examples.Courier.Depot.Hand;
import io.jergon.node.Node;
import io.jergon.testkit.ManualClock;
import io.jergon.testkit.NodeExtension;
import io.jergon.testkit.Probe;
import io.jergon.testkit.Quiet;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NodeExtension.class)
@Timeout(60)
class CourierTest {
  @Test
  void depotClosed_courierComesAgainInAnHour(Node node, ManualClock clock, Probe depot) {
    depot.register("depot");
    ServerRef<Courier> courier = GenServer.start(node, Courier::new);
    courier.cast(new Courier.Deliver("books"));
    depot.expectCall(new Hand("books")).reply(Answer.CLOSED);
    clock.advance(Duration.ofMinutes(59));
    depot.expectNothing();
    clock.advance(Duration.ofMinutes(1));
    depot.expectCall(new Hand("books")).reply(Answer.TAKEN);
    assertThat(courier.call(new Courier.Waiting())).isZero();
  }

  @Test
  void emptyParcel_crashesTheCourierAndAnotherComes(Node node, Probe probe) {
    ChildSpec spec = ChildSpec.server("courier", Courier::new);
    Supervisor.start(node, "couriers", SupervisorSpec.oneForOne().child(spec));
    Pid first = node.whereis("courier").orElseThrow();
    probe.monitor(first);
    GenServer.ref(node, "courier", Courier.class).cast(new Courier.Deliver(""));
    assertThat(probe.expectCrash(first, IllegalArgumentException.class)).isEqualTo("no parcel");
    Quiet.await(node);
    assertThat(node.whereis("courier")).get().isNotEqualTo(first);
  }
}
