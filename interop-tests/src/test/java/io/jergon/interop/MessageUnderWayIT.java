package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.TermEncoder;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.NodeMXBean;
import io.jergon.node.Self;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `kill -9` for the sender of a message of 256 MB in fragments, of which a part has arrived: the
/// other side is told once of everything that was tied to it, and forgets the part.
class MessageUnderWayIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int SIZE = 256 << 20;
  private static final int PART = 32 << 20;

  /// Longer than a test takes: who is held must not be taken for dead.
  private static final Duration TICK_TIME = Duration.ofSeconds(60);

  private static final String ERL = "erl@127.0.0.1";

  private Epmd receivers;
  private Epmd senders;

  @BeforeEach
  void start() {
    RealErlang.require();
    receivers = Epmd.start();
    senders = Epmd.start();
  }

  @AfterEach
  void stop() {
    receivers.close();
    senders.close();
  }

  private ErlangNode erlang(Epmd epmd) {
    ErlangNode erl =
        Wire.under(
                ErlangNode.builder(ERL)
                    .cookie(Place.COOKIE)
                    .epmdPort(epmd.port())
                    .arguments("-kernel", "net_ticktime", Long.toString(TICK_TIME.toSeconds())))
            .start();
    erl.load(MessageUnderWayIT.class, "jergon_suite.erl");
    return erl;
  }

  /// Waits until a part of the message is through.
  private static void awaitPart(FaultProxy proxy) {
    await().atMost(LONG).until(() -> proxy.forwarded() >= PART);
  }

  @Test
  void erlangDies_inTheMiddleOfItsMessage_javaIsToldOnceAndForgetsThePart() throws Exception {
    try (Node node =
            Wire.under(
                    Node.builder("java@127.0.0.1")
                        .cookie(Place.COOKIE)
                        .epmd(EpmdMode.CLIENT)
                        .epmdPort(receivers.port())
                        .listenAddress(InetAddress.getLoopbackAddress())
                        .tickTime(TICK_TIME))
                .start();
        FaultProxy proxy = new FaultProxy("java", receivers, senders);
        ErlangNode erl = erlang(senders)) {
      proxy.holdAfter(PART);
      assertThat(erl.eval("net_adm:ping('java@127.0.0.1')")).isEqualTo("pong");
      Pid sender =
          (Pid)
              Place.term(
                  erl,
                  "Sender = spawn(fun() -> receive {to, To} -> To ! <<0:(8 * "
                      + SIZE
                      + ")>> end, receive never -> ok end end)");
      CompletableFuture<Object> tied = new CompletableFuture<>();
      CompletableFuture<List<Object>> told = new CompletableFuture<>();
      Pid watcher =
          node.spawn(self -> {
            self.trapExit(true);
            self.link(sender);
            Ref monitor = self.monitor(sender);
            self.receive(m -> m.equals(Atom.of("go")));
            tied.complete(monitor);
            told.complete(told(self, 2));
          });
      erl.bindExternal("To", TermEncoder.encode(watcher));
      erl.eval("To ! go, Sender ! {to, To}");
      Object monitor = tied.get(60, TimeUnit.SECONDS);
      awaitPart(proxy);
      assertThat(bean(node).getHeldForPeers()).isGreaterThan(1 << 20);
      erl.kill();
      proxy.heal();

      assertThat(told.get(90, TimeUnit.SECONDS))
          .containsExactlyInAnyOrder(
              new ExitMessage(sender, Atom.NOCONNECTION),
              new DownMessage((Ref) monitor, sender, Atom.NOCONNECTION));
      await().atMost(LONG).until(() -> bean(node).getHeldForPeers() == 0);
    }
  }

  private static List<Object> told(Self self, int count) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      self.receive(LONG).ifPresent(all::add);
    }
    self.receive(Duration.ofMillis(300)).ifPresent(all::add); // nothing more
    return all;
  }

  private static NodeMXBean bean(Node node) throws Exception {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("io.jergon:type=Node,name=" + ObjectName.quote(node.name())),
        NodeMXBean.class);
  }

  @Test
  void jvmDies_inTheMiddleOfItsMessage_erlangIsToldOnceAndForgetsThePart() {
    try (SmallNode small = SmallNode.onTheWire(receivers.port(), "1g", TICK_TIME);
        FaultProxy proxy = new FaultProxy("small", receivers, senders);
        ErlangNode erl = erlang(senders)) {
      proxy.holdAfter(PART);
      erl.eval(
          """
          N = 'small@127.0.0.1', pong = net_adm:ping(N), Main = self(),
          Memory = erlang:memory(total),
          Receiver = spawn(fun() ->
              process_flag(trap_exit, true),
              monitor_node(N, true),
              {Linked, _} = spawn_opt(N, small, send, [self(), %d], [link, monitor]),
              Main ! {linked, Linked},
              Next = fun() -> receive M when not is_binary(M) -> M after 60000 -> nothing end end,
              Told = [Next() || _ <- [exit, down, nodedown]],
              Rest = receive More -> More after 300 -> nothing end,
              Main ! {told, lists:sort([case T of
                  {'EXIT', Linked, R} -> {exit, R};
                  {'DOWN', _, process, Linked, R} -> {down, R};
                  Other -> Other end || T <- Told]), Rest}
          end),
          receive {linked, _} -> ok end\
          """
              .formatted(SIZE));
      awaitPart(proxy);
      small.process().kill();
      proxy.heal();

      assertThat(
              erl.eval(
                  "receive {told, Told, Rest} -> {Told, Rest} after 90000 -> nothing end",
                  LONG.multipliedBy(2)))
          .isEqualTo(
              "{[{down,noconnection},{exit,noconnection},{nodedown,'small@127.0.0.1'}],nothing}");
      assertThat(
              erl.eval(
                  "jergon_suite:until(fun() -> [garbage_collect(P) || P <- processes()], erlang:memory(total) < Memory + 20000000 end)"))
          .isEqualTo("true");
    }
  }
}
