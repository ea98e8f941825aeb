package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessName;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Nodes that start without a name and take one from the node that they connect to, as `erl -name
/// undefined`: Jergon from each release of Erlang, and each of them from Jergon.
@ParameterizedClass
@MethodSource("releases")
class DynamicNameIT {

  private static final String COOKIE = "interop";
  private static final String NONODE = "nonode@nohost";
  private static final String GIVEN = "[0-9A-Z]+@127\\.0\\.0\\.1";

  private final Path release;
  private final Queue<DeadLetter> lost = new ConcurrentLinkedQueue<>();
  private Epmd epmd;

  DynamicNameIT(Path release) {
    this.release = release;
  }

  static Stream<Path> releases() {
    List<Path> found = RealErlang.releasesSince23();
    return found.isEmpty() ? Stream.of(Path.of("erl")) : found.stream();
  }

  @BeforeEach
  void start() {
    RealErlang.require();
    epmd = Epmd.start();
  }

  @AfterEach
  void stop() {
    epmd.close();
  }

  private ErlangNode erl(String name) {
    return Wire.under(
            ErlangNode.builder(name)
                .erl(release)
                .cookie(COOKIE)
                .epmdPort(epmd.port())
                .arguments("-kernel", "prevent_overlapping_partitions", "false"))
        .start();
  }

  private Node java(String name) {
    NodeBuilder builder =
        Wire.under(Node.builder(name).cookie(COOKIE).epmdPort(epmd.port()).onDeadLetter(lost::add));
    return name.startsWith("undefined@")
        ? builder.start()
        : builder.listenAddress(InetAddress.getLoopbackAddress()).start();
  }

  private static String quoted(Node node) {
    return "'" + node.name() + "'";
  }

  @Test
  void connect_erlNamesUs_weAreANodeOfThatName() {
    try (var erl = erl("erl@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      assertThat(node.name()).isEqualTo(NONODE);

      node.connectOrThrow(erl.name());

      assertThat(node.name()).matches(GIVEN);
      assertThat(erl.eval("{nodes(), nodes(hidden)}")).isEqualTo("{[],[" + quoted(node) + "]}");
      assertThat(node.nodes()).containsExactly(erl.name());
      assertThat(node.ping(erl.name())).isTrue();
      assertThat(node.ping(node.name())).isTrue();
      assertThat(erl.eval("net_adm:ping(" + quoted(node) + ")")).isEqualTo("pong");
      assertThat(node.rpc(erl.name(), "erlang", "node", List.of(), SOON))
          .isEqualTo(Atom.of(erl.name()));
      node.functions().offer("m", "name", 0, (_, _) -> Atom.of(node.name()));
      assertThat(erl.eval("erpc:call(" + quoted(node) + ", m, name, [])")).isEqualTo(quoted(node));
    }
  }

  /// In the memory of a BEAM node, too, its pids have no name.
  @Test
  void connect_pidsOfTheTimeBefore_areTheSameAfterwards() {
    try (var erl = erl("erl@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      node.inProcess(self -> {
        self.register(Atom.of("early"));
        Pid before = self.pid();
        node.connectOrThrow(erl.name());
        erl.eval("J = " + quoted(node) + ", register(erl, self())");

        self.send(ProcessName.of("erl", erl.name()), Tuple.of(before, self.makeRef()));
        assertThat(
                erl.eval(
                    "receive {P, R} -> {early, J} ! {P, R}, {node(P), node(R)} end =:= {J, J}"))
            .isEqualTo("true");
        Tuple echo = (Tuple) self.receive(SOON).orElseThrow();
        assertThat(echo.get(0)).isEqualTo(self.pid());

        self.send(new ProcessName(Atom.of("early"), Atom.of(node.name())), Atom.of("mine"));
        assertThat(self.receive(SOON)).contains(Atom.of("mine"));
        return null;
      });
    }
  }

  @Test
  void links_bothWays_areThoseOfAnyNode() {
    try (var erl = erl("erl@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      node.inProcess(self -> {
        self.register(Atom.of("watcher"));
        self.trapExit(true);
        node.connectOrThrow(erl.name());
        erl.eval(
            "J = "
                + quoted(node)
                + ", W = spawn(fun() -> receive {P, X} -> link(P), P ! {self(), linked}, receive"
                + " X -> exit(X) end end end), register(w, W)");
        self.send(ProcessName.of("w", erl.name()), Tuple.of(self.pid(), Atom.of("because")));
        Pid erls = (Pid) ((Tuple) self.receive(SOON).orElseThrow()).get(0);
        var monitor = self.monitor(erls);
        self.send(erls, Atom.of("because"));
        assertThat(List.of(self.receive(SOON).orElseThrow(), self.receive(SOON).orElseThrow()))
            .containsExactlyInAnyOrder(
                new ExitMessage(erls, Atom.of("because")),
                new DownMessage(monitor, erls, Atom.of("because")));

        erl.eval("M = monitor(process, {watcher, J}), {watcher, J} ! watched");
        assertThat(self.receive(SOON)).contains(Atom.of("watched"));
        return null;
      });
      assertThat(
              erl.eval("receive {'DOWN', M, process, {watcher, J}, R} -> R after 9000 -> no end"))
          .isEqualTo("normal");
    }
  }

  @Test
  void lostConnection_toWhoNamedUs_endsAllOthersAndTheName() {
    try (var erl = erl("erl@127.0.0.1");
        var other = java("other@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      node.inProcess(self -> {
        self.register(Atom.of("survivor"));
        node.connectOrThrow(erl.name());
        String first = node.name();
        erl.eval("J = " + quoted(node));
        self.send(ProcessName.of("nobody", other.name()), Atom.of("hello")); // dials it, named
        await().until(() -> other.nodes().equals(List.of(first)));
        erl.eval("register(erl, self())");
        self.send(ProcessName.of("erl", erl.name()), self.pid());
        erl.eval("receive Old when is_pid(Old) -> Old end");
        self.monitorNodes(NodeType.CONNECTED);
        var watch = self.monitor(ProcessName.of("nobody_there", other.name()));
        assertThat(self.receive(SOON).orElseThrow()).isInstanceOf(DownMessage.class);
        assertThat(watch).isNotNull();

        erl.eval("erlang:disconnect_node(J)");

        NodeEvent.Down down = (NodeEvent.Down) self.receive(SOON).orElseThrow();
        assertThat(down.node()).isEqualTo(erl.name());
        assertThat(down.reason()).isEqualTo(Atom.of("connection_closed"));
        down = (NodeEvent.Down) self.receive(SOON).orElseThrow();
        assertThat(down.node()).isEqualTo(other.name());
        assertThat(down.reason()).isEqualTo(Atom.of("net_kernel_terminated"));
        assertThat(node.name()).isEqualTo(NONODE);
        assertThat(node.nodes()).isEmpty();
        await().until(() -> other.nodes().isEmpty());
        lost.clear();
        self.send(ProcessName.of("erl", erl.name()), Atom.of("too_early"));
        assertThat(lost).hasSize(1);
        assertThat(lost.element().cause()).isEqualTo(DeadLetter.Cause.NO_CONNECTION);

        node.connectOrThrow(erl.name());

        assertThat(self.receive(SOON).orElseThrow()).isInstanceOf(NodeEvent.Up.class);
        assertThat(node.name()).as("the name is given again").isEqualTo(first);
        // The process is the same, the pid of its former name is not: it has another creation.
        assertThat(
                erl.eval(
                    "Mon = monitor(process, Old), receive {'DOWN', Mon, process, Old, Why} -> Why"
                        + " after 9000 -> none end"))
            .isEqualTo("noproc");
        self.send(ProcessName.of("erl", erl.name()), self.pid());
        assertThat(
                erl.eval(
                    "receive New when is_pid(New) -> New ! back, {New =:= Old, node(New) =:= J}"
                        + " end"))
            .isEqualTo("{false,true}");
        assertThat(self.receive(SOON)).contains(Atom.of("back"));
        return null;
      });
    }
  }

  @Test
  void send_beforeThereIsAName_reachesNobody() {
    try (var erl = erl("erl@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      ProcessName rex = ProcessName.of("rex", erl.name());
      assertThatThrownBy(() -> node.call(rex, Atom.of("x"), SOON))
          .isInstanceOfSatisfying(
              Exit.class, exit -> assertThat(exit.reason()).isEqualTo(Atom.of("noconnection")));
      assertThat(erl.eval("nodes(hidden)")).isEqualTo("[]");
    }
  }

  /// The node that has named us is one of several; the others are dialled by that name.
  @Test
  void connect_furtherNodes_knowUsByTheGivenName() {
    try (var erl = erl("erl@127.0.0.1");
        var second = erl("second@127.0.0.1");
        var node = java("undefined@127.0.0.1")) {
      node.connectOrThrow(erl.name());
      node.connectOrThrow(second.name());
      assertThat(second.eval("nodes(hidden)")).isEqualTo("[" + quoted(node) + "]");
      assertThat(second.eval("erlang:disconnect_node(" + quoted(node) + ")")).isEqualTo("true");
      await().until(() -> node.nodes().equals(List.of(erl.name())));
      assertThat(node.name()).matches(GIVEN);
    }
  }

  @Test
  void connect_jergonNamesErl_callsGoBothWays() {
    try (var node = java("java@127.0.0.1");
        var erl = erl("undefined@127.0.0.1")) {
      node.functions().offer("m", "echo", 1, (_, arguments) -> arguments.getFirst());
      erl.eval("Before = self(), J = 'java@127.0.0.1'");
      assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
      String name = erl.eval("node()");
      assertThat(node.nodes()).containsExactly(name.replace("'", ""));
      assertThat(name.replace("'", "")).matches(GIVEN);
      assertThat(erl.eval("rpc:call(J, m, echo, [Before]) =:= Before")).isEqualTo("true");
      Term there = node.rpc(name.replace("'", ""), "erlang", "node", List.of(), SOON);
      assertThat(there).isEqualTo(Atom.of(name.replace("'", "")));

      assertThat(node.disconnect(name.replace("'", ""))).isTrue();
      await().until(() -> erl.eval("node()").equals(NONODE));
      await().until(() -> erl.eval("net_kernel:connect_node(J)").equals("true"));
      assertThat(erl.eval("node()")).as("the name is given again").isEqualTo(name);
    }
  }

  @Test
  void connect_jergonNamesJergon_callsGoBothWays() {
    try (var giver = java("giver@127.0.0.1");
        var taker = java("undefined@127.0.0.1")) {
      giver.functions().offer("m", "echo", 1, (_, arguments) -> arguments.getFirst());
      taker.inProcess(self -> {
        taker.connectOrThrow(giver.name());
        assertThat(taker.rpc(giver.name(), "m", "echo", List.of(self.pid()), SOON))
            .isEqualTo(self.pid());
        return null;
      });
      assertThat(giver.nodes()).containsExactly(taker.name());
      assertThat(giver.ping(taker.name())).isTrue();
      assertThat(giver.disconnect(taker.name())).isTrue();
      await().until(() -> taker.name().equals(NONODE));
    }
  }
}
