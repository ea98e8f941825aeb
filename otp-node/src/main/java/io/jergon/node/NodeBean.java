package io.jergon.node;

import io.jergon.node.process.LocalNode;
import io.jergon.node.remote.Distribution;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers a node with the JVM's MBean server and answers for it. A node that cannot be
/// registered says so in the log and goes on.
final class NodeBean implements NodeMXBean, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeBean.class);

  private final LocalNode local;
  private final Distribution distribution;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final String baseName;
  private volatile String registered = "";

  NodeBean(LocalNode local, Distribution distribution) {
    this.local = local;
    this.distribution = distribution;
    this.baseName = "io.jergon:type=Node,name=" + ObjectName.quote(local.currentName().name());
  }

  /// A second node of the same name, as tests have them, is told apart by its creation; nodes that
  /// wait for a name have all the same one, and a number then.
  void register() {
    String withCreation = baseName + ",creation=" + Integer.toUnsignedString(local.creation());
    try {
      boolean done = register(baseName) || register(withCreation);
      for (int number = 3; !done; number++) {
        done = register(withCreation + ",number=" + number);
      }
    } catch (JMException e) {
      log.warn("no JMX bean node={}: {}", local.currentName(), e.toString());
    }
  }

  /// False when there is one of that name.
  private boolean register(String name) throws JMException {
    try {
      server.registerMBean(this, new ObjectName(name));
    } catch (InstanceAlreadyExistsException e) {
      log.debug("another node has the JMX bean {}", name);
      return false;
    }
    registered = name;
    return true;
  }

  @Override
  public void close() {
    if (registered.isEmpty()) {
      return;
    }
    try {
      server.unregisterMBean(new ObjectName(registered));
    } catch (InstanceNotFoundException e) {
      log.debug("JMX bean was unregistered by somebody else node={}", local.currentName());
    } catch (JMException e) {
      log.warn("JMX bean stays node={}: {}", local.currentName(), e.toString());
    }
  }

  @Override
  public String getName() {
    return local.currentName().name();
  }

  @Override
  public int getProcesses() {
    return local.processCount();
  }

  @Override
  public int getZombies() {
    return local.zombies().size();
  }

  @Override
  public int getRunQueue() {
    return local.scheduler().queueLength();
  }

  @Override
  public int getRunningWorkers() {
    return local.scheduler().runningCount();
  }

  @Override
  public int getWorkers() {
    return local.scheduler().workerCount();
  }

  @Override
  public int getConnections() {
    return distribution.nodes().size();
  }

  @Override
  public long getMessagesIn() {
    return distribution.messagesIn();
  }

  @Override
  public long getMessagesOut() {
    return distribution.messagesOut();
  }

  @Override
  public long getMessagesHandled() {
    return local.work().messages();
  }

  @Override
  public long getTurns() {
    return local.work().turns();
  }

  @Override
  public long getDeadLetters() {
    return local.deadLetters().count();
  }

  @Override
  public long getHeldForPeers() {
    return distribution.quota().used();
  }

  @Override
  public int getTimers() {
    return local.timers().size();
  }
}
