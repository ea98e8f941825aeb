package io.jergon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.process.OneNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.IntStream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class NodeBeanTest {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
  private static final Duration LONG = Duration.ofSeconds(60);

  private static ObjectName name(String node) throws Exception {
    return new ObjectName("io.jergon:type=Node,name=" + ObjectName.quote(node));
  }

  private static Node start(String name) {
    return Node.builder(name).cookie("secret").epmd(EpmdMode.NONE).start();
  }

  @Test
  void bean_nodeThatWorks_tellsWhatItDid() throws Exception {
    try (Node node = start("bean@127.0.0.1")) {
      NodeMXBean bean = JMX.newMXBeanProxy(SERVER, name(node.name()), NodeMXBean.class);
      int processes = bean.getProcesses();
      Pid waiting = node.spawn(SpawnOptions.DEFAULT, () -> (self, message) -> {});
      IntStream.range(0, 100).forEach(i -> node.send(waiting, i));
      Pid gone = node.spawn(self -> {});
      assertThat(node.awaitQuiet(LONG)).isTrue();
      node.send(gone, "nobody reads this");

      assertThat(bean.getName()).isEqualTo("bean@127.0.0.1");
      assertThat(bean.getProcesses()).isEqualTo(processes + 1);
      assertThat(bean.getMessagesHandled()).isEqualTo(100);
      assertThat(bean.getTurns()).isGreaterThanOrEqualTo(3);
      assertThat(bean.getDeadLetters()).isEqualTo(1);
      assertThat(bean.getRunQueue()).isZero();
      assertThat(bean.getRunningWorkers()).isZero();
      assertThat(bean.getWorkers()).isPositive();
      assertThat(bean.getZombies()).isZero();
      assertThat(bean.getTimers()).isZero();
      assertThat(bean.getHeldForPeers()).isZero();
      assertThat(bean.getConnections()).isZero();
      assertThat(bean.getMessagesIn() + bean.getMessagesOut()).isZero();
    }
    assertThat(SERVER.isRegistered(name("bean@127.0.0.1"))).isFalse();
  }

  @Test
  void bean_secondNodeOfTheName_isToldApartByItsCreation() throws Exception {
    try (Node first = start("twin@127.0.0.1");
        Node second = start("twin@127.0.0.1")) {
      assertThat(first.name()).isEqualTo(second.name());
      assertThat(SERVER.queryNames(new ObjectName(name(first.name()) + ",*"), null)).hasSize(2);
    }
    assertThat(SERVER.queryNames(new ObjectName(name("twin@127.0.0.1") + ",*"), null)).isEmpty();
  }

  @Test
  void bean_nodesWithoutAName_haveOneEach() throws Exception {
    try (Node _ = start("undefined@127.0.0.1");
        Node _ = start("undefined@127.0.0.1");
        Node _ = start("undefined@127.0.0.1");
        Node _ = start("undefined@127.0.0.1")) {
      assertThat(SERVER.queryNames(new ObjectName(name("nonode@nohost") + ",*"), null)).hasSize(4);
    }
    assertThat(SERVER.queryNames(new ObjectName(name("nonode@nohost") + ",*"), null)).isEmpty();
  }

  @Test
  void threadName_processThatWaits_carriesPidAndName() {
    try (Node node = OneNode.start()) {
      String name =
          node.inProcess(self -> {
            self.register(Atom.of("waiter"));
            self.receive(Duration.ofMillis(1));
            return Thread.currentThread().getName() + " is " + self.pid();
          });
      String[] parts = name.split(" is ");
      assertThat(parts[0]).endsWith(" " + parts[1] + " waiter");
    }
  }
}
