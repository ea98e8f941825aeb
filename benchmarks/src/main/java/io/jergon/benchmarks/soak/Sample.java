package io.jergon.benchmarks.soak;

import io.jergon.node.Node;
import io.jergon.node.NodeMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/// What the JVM and its nodes hold while they rest.
///
/// @param heap live bytes, after collections
/// @param direct bytes of buffers outside of the heap
/// @param threads all of the JVM's, virtual ones excepted
/// @param processes of all nodes
/// @param names registered on all nodes
/// @param timers of all nodes that have not fired
/// @param held what the nodes keep for each other
/// @param zombies of all nodes
record Sample(
    long heap,
    long direct,
    int threads,
    int processes,
    int names,
    int timers,
    long held,
    int zombies) {

  private static final int COLLECTIONS = 3;

  static Sample take(List<Node> nodes) {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    int processes = 0;
    int names = 0;
    int timers = 0;
    int zombies = 0;
    long held = 0;
    for (Node node : nodes) {
      NodeMXBean bean = bean(node);
      processes += bean.getProcesses();
      timers += bean.getTimers();
      zombies += bean.getZombies();
      held += bean.getHeldForPeers();
      names += node.registered().size();
    }
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new Sample(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        direct,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        processes,
        names,
        timers,
        held,
        zombies);
  }

  private static NodeMXBean bean(Node node) {
    try {
      return JMX.newMXBeanProxy(
          ManagementFactory.getPlatformMBeanServer(),
          new ObjectName("io.jergon:type=Node,name=" + ObjectName.quote(node.name())),
          NodeMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  static String header() {
    return """
    | minute | heap, KiB | direct, KiB | threads | processes | names | timers | held | zombies |
    |---|---|---|---|---|---|---|---|---|
    """;
  }

  String row(double minute) {
    return "| %.1f | %d | %d | %d | %d | %d | %d | %d | %d |\n"
        .formatted(
            minute, heap >> 10, direct >> 10, threads, processes, names, timers, held, zombies);
  }
}
