package io.jergon.testkit;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import java.lang.reflect.Executable;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a node of its own, which is closed after it.
///
/// ```java
/// @ExtendWith(NodeExtension.class)
/// class EggTimerTest {
///   @Test
///   void rings(Node node, ManualClock clock, Probe probe) {
///     probe.run(self -> self.sendAfter(Duration.ofMinutes(5), self.pid(), "eggs"));
///     clock.advance(Duration.ofMinutes(4));
///     probe.expectNothing();
///     clock.advance(Duration.ofMinutes(1));
///     probe.expectMessage("eggs");
///   }
/// }
/// ```
///
/// | parameter of a test | is |
/// |---|---|
/// | `Node` | a node without neighbours: no EPMD, listening on loopback only |
/// | `ManualClock` | its time, which stands still; without this parameter the node's time is the real one |
/// | `Probe` | a process of it, another for each parameter |
/// | `OtherNodes` | starts further nodes beside it, which it can talk to |
///
/// `@BeforeEach` methods may have the same parameters. To set the node up otherwise, register the
/// extension in a field:
///
/// ```java
/// @RegisterExtension
/// final NodeExtension nodes = new NodeExtension(builder -> builder.mailboxHighWater(10));
/// ```
public final class NodeExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NodeExtension.class);
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final UnaryOperator<NodeBuilder> setup;

  /// Nodes as the table says.
  public NodeExtension() {
    this(builder -> builder);
  }

  /// Nodes that are set up further.
  public NodeExtension(UnaryOperator<NodeBuilder> setup) {
    this.setup = setup;
  }

  /// What one test has; JUnit closes it.
  private record Started(Node node, ManualClock clock, OtherNodes others) implements AutoCloseable {
    @Override
    public void close() {
      others.close();
      node.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Node.class
        || type == ManualClock.class
        || type == Probe.class
        || type == OtherNodes.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started started =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                Started.class,
                key ->
                    start(
                        wants(ManualClock.class, parameter, context),
                        wants(OtherNodes.class, parameter, context)),
                Started.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == Node.class) {
      return started.node();
    }
    if (type == OtherNodes.class) {
      return started.others();
    }
    return type == Probe.class ? Probe.on(started.node()) : started.clock();
  }

  /// Whether the test, or the method that comes before it, has a parameter of that type.
  private static boolean wants(
      Class<?> type, ParameterContext parameter, ExtensionContext context) {
    return wants(type, parameter.getDeclaringExecutable())
        || context.getTestMethod().filter(test -> wants(type, test)).isPresent();
  }

  private static boolean wants(Class<?> type, Executable method) {
    return Arrays.asList(method.getParameterTypes()).contains(type);
  }

  private Started start(boolean manual, boolean others) {
    ManualClock clock = new ManualClock();
    int epmdPort = others ? FreePort.pick() : 0;
    Supplier<Node> starter = () -> start(manual ? clock : null, epmdPort);
    return new Started(starter.get(), clock, new OtherNodes(starter));
  }

  /// @param epmdPort where the test's nodes find each other; 0 for a node alone
  private Node start(@Nullable ManualClock clock, int epmdPort) {
    NodeBuilder builder =
        Node.builder("test" + NUMBERS.incrementAndGet() + "@127.0.0.1")
            .cookie("test")
            .epmd(epmdPort == 0 ? EpmdMode.NONE : EpmdMode.SERVE)
            .listenAddress(InetAddress.getLoopbackAddress());
    if (epmdPort != 0) {
      builder.epmdPort(epmdPort);
    }
    if (clock != null) {
      builder.timeSource(clock);
    }
    Node node = setup.apply(builder).start();
    if (clock != null) {
      clock.drive(node);
    }
    return node;
  }
}
