package io.jergon.node.process;

import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.Self;
import io.jergon.node.scheduling.Worker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node without neighbours, for all tests of a class.
///
/// Most tests run as a process of it, in `node.inProcess(self -> ...)`, and return what they saw.
public final class OneNode implements BeforeAllCallback, AfterAllCallback {
  /// Longer than anything takes that does happen.
  public static final Duration LONG = Duration.ofSeconds(20);

  private final List<String> output = new CopyOnWriteArrayList<>();
  private Node node;

  @Override
  public void beforeAll(ExtensionContext context) {
    node = start(output);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    node.close();
  }

  public static Node start() {
    return start(new CopyOnWriteArrayList<>());
  }

  private static Node start(List<String> output) {
    return builder().userOutput(output::add).start();
  }

  /// A node without neighbours that is to be started.
  public static NodeBuilder builder() {
    return Node.builder("one@127.0.0.1")
        .cookie("secret")
        .epmd(EpmdMode.NONE)
        .listenAddress(InetAddress.getLoopbackAddress());
  }

  public Node node() {
    return node;
  }

  /// What processes wrote.
  public List<String> output() {
    return output;
  }

  LocalNode local() {
    return local(node);
  }

  static LocalNode local(Node node) {
    return node.inProcess(self -> process(self).node());
  }

  /// The process whose code runs.
  static LocalProcess process(Self self) {
    return (LocalProcess)
        Objects.requireNonNull(Objects.requireNonNull(Worker.current()).running());
  }

  public static Atom atom(String name) {
    return Atom.of(name);
  }

  public static Term term(String text) {
    return Term.parse(text);
  }

  /// The next message, which has to come.
  public static Object next(Self self) {
    return self.receive(LONG).orElseThrow(() -> new AssertionError("no message"));
  }

  /// Whether no message is there.
  public static boolean nothing(Self self) {
    return self.receive(Duration.ZERO).isEmpty();
  }

  /// Waits until a process has died that nobody asks for its reason.
  public static void end(Self self, Pid pid) {
    end(self, new Monitored(pid, self.monitor(pid)));
  }

  /// Waits until a process has died and everybody else has been told; its reason.
  ///
  /// A process is gone for who looks for it before its links and monitors are told, as in OTP.
  public static Term end(Self self, Monitored process) {
    Term reason =
        self.receive(m -> m instanceof DownMessage d && d.monitor().equals(process.monitor()), LONG)
            .map(down -> ((DownMessage) down).reason())
            .orElseThrow(() -> new AssertionError(process + " lives"));
    LocalNode node = process(self).node();
    await().pollDelay(Duration.ZERO).atMost(LONG).until(node::allBuried);
    return reason;
  }
}
