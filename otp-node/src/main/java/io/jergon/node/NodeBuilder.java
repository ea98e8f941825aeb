package io.jergon.node;

import io.jergon.node.channel.DistributionConfig.Listen;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.ProcessSettings;
import io.jergon.node.remote.AllowList;
import io.jergon.node.remote.Cookies;
import io.jergon.node.remote.NodeOptions;
import io.jergon.node.resolver.NodeResolver;
import io.jergon.node.tls.TlsConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Describes a node and starts it.
///
/// ```java
/// Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start();
/// ```
///
/// What is not said: the cookie is that of `~/.erlang.cookie`, made if there is none, as `erl`
/// does; EPMD is on port `ERL_EPMD_PORT` or 4369, and served by this node when nobody else does; it
/// listens on any free port of every address; it is hidden.
///
/// **Without a name.** A node that is started as `undefined@host` takes its name from the first
/// node that it connects to, by [Node#connect]; until then [Node#name] is `nonode@nohost`, and
/// nothing can be sent to other nodes. It keeps the name as long as that connection: with it all
/// others end, and the next node that it connects to names it anew. Its processes live on, and pids
/// of the time before mean the same ones: here they bear `nonode@nohost` for good, for other nodes
/// the name of the time. It needs no EPMD, and does not listen. Peers must be of OTP 23 or later.
/// Source: `erl -sname undefined`.
public final class NodeBuilder {
  private static final int EPMD_PORT = 4369;

  /// Long enough for ever, and milliseconds of it are an `int`.
  private static final Duration LONGEST_TIME = Duration.ofDays(20);

  private final NodeName name;
  private final Map<String, String> peerCookies = new HashMap<>();
  private final List<String> allowed = new ArrayList<>();
  private AutoConnect autoConnect = AutoConnect.ALWAYS;
  private @Nullable String cookie;
  private EpmdMode epmd = EpmdMode.SERVE;
  private int epmdPort = defaultEpmdPort();
  private @Nullable InetAddress listenAddress;
  private int firstPort;
  private int lastPort;
  private UnaryOperator<NodeResolver> resolver = UnaryOperator.identity();
  private Duration tickTime = Duration.ofSeconds(60);
  private Duration setupTime = Duration.ofSeconds(7);
  private ConnectionLimits limits = ConnectionLimits.DEFAULT;
  private Consumer<String> userOutput = System.out::print;
  private @Nullable TlsConfig tls;
  private ProcessSettings processes = ProcessSettings.DEFAULT;

  NodeBuilder(String name) {
    this.name = NodeName.of(name);
  }

  private static int defaultEpmdPort() {
    String port = System.getenv("ERL_EPMD_PORT");
    try {
      return port == null || port.isBlank() ? EPMD_PORT : Integer.parseInt(port.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("ERL_EPMD_PORT: " + port + " (expected: a port)", e);
    }
  }

  /// The cookie: the secret that both sides of a connection must know. 1 to 255 characters of
  /// Latin-1; [#start] throws [IllegalArgumentException] for another one.
  public NodeBuilder cookie(String secret) {
    cookie = secret;
    return this;
  }

  /// Another cookie for one peer; [Cluster#cookie(String, String)] changes it while the node runs.
  ///
  /// @param peer its full name
  public NodeBuilder cookie(String peer, String secret) {
    peerCookies.put(peer, secret);
    return this;
  }

  /// Lets only these nodes connect, and connects to no others; may be called again to add some. See
  /// [Cluster#allow].
  ///
  /// @param peers full names
  public NodeBuilder allow(String... peers) {
    allowed.addAll(List.of(peers));
    return this;
  }

  /// Whether the node connects to others by itself; [AutoConnect#ALWAYS] if not said.
  public NodeBuilder autoConnect(AutoConnect policy) {
    autoConnect = policy;
    return this;
  }

  /// What to do about EPMD; [EpmdMode#SERVE] if not said.
  public NodeBuilder epmd(EpmdMode mode) {
    epmd = mode;
    return this;
  }

  /// The port of EPMD; `ERL_EPMD_PORT` or 4369 if not said.
  ///
  /// @throws IllegalArgumentException if it is none from 1 to 65535
  public NodeBuilder epmdPort(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("epmdPort: " + port + " (expected: 1 to 65535)");
    }
    epmdPort = port;
    return this;
  }

  /// Talks TLS to all other nodes, which must do so too; see [TlsConfig]. Plain TCP if not said.
  public NodeBuilder tls(TlsConfig config) {
    tls = config;
    return this;
  }

  /// The address to listen on; all of this machine's if not said.
  public NodeBuilder listenAddress(InetAddress address) {
    listenAddress = address;
    return this;
  }

  /// The port to listen on; 0 for any.
  public NodeBuilder listenPort(int port) {
    return listenPorts(port, port);
  }

  /// Listens on the first port of this range that is free. Source: kernel parameters
  /// `inet_dist_listen_min` and `inet_dist_listen_max`.
  public NodeBuilder listenPorts(int first, int last) {
    firstPort = first;
    lastPort = last;
    return this;
  }

  /// How other nodes are found, instead of asking EPMD or before that.
  ///
  /// ```java
  /// .resolver(epmd -> NodeResolver.table(routes).orElse(epmd))
  /// ```
  ///
  /// @param choose is given what asks EPMD, and returns what is to be asked
  public NodeBuilder resolver(UnaryOperator<NodeResolver> choose) {
    resolver = choose;
    return this;
  }

  /// Does without EPMD: this node listens on that port, and so do all others, one on each host.
  /// Source: `erl -erl_epmd_port P -start_epmd false`, kernel parameter
  /// `erl_epmd_node_listen_port`.
  public NodeBuilder withoutEpmd(int port) {
    return epmd(EpmdMode.NONE).listenPort(port).resolver(_ -> NodeResolver.fixedPort(port));
  }

  /// After how much silence a peer counts as dead; at least 1 second. The same on every node of a
  /// cluster. 60 seconds if not said. Source: kernel parameter `net_ticktime`.
  ///
  /// @throws IllegalArgumentException if it is less than a second, or more than 20 days
  public NodeBuilder tickTime(Duration time) {
    tickTime = within("tickTime", time, Duration.ofSeconds(1));
    return this;
  }

  /// How long each step of a handshake may take; 7 seconds if not said. Source: kernel parameter
  /// `net_setuptime`.
  ///
  /// @throws IllegalArgumentException if it is less than a millisecond, or more than 20 days
  public NodeBuilder setupTime(Duration time) {
    setupTime = within("setupTime", time, Duration.ofMillis(1));
    return this;
  }

  private static Duration within(String what, Duration time, Duration least) {
    if (time.compareTo(least) < 0 || time.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)".formatted(what, time, least, LONGEST_TIME));
    }
    return time;
  }

  /// How much memory connections may take, and how many there may be.
  public NodeBuilder connectionLimits(ConnectionLimits bounds) {
    limits = bounds;
    return this;
  }

  /// Where processes write that have no terminal of their own; standard output if not said.
  public NodeBuilder userOutput(Consumer<String> output) {
    userOutput = output;
    return this;
  }

  /// From how many waiting messages on a process's mailbox is reported: by the JFR event
  /// `io.jergon.MailboxHighWater` and a line in the log; 10,000 if not said. Reported again at
  /// twice as many, and so on, and anew after the mailbox was empty.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public NodeBuilder mailboxHighWater(int messages) {
    processes = processes.withMailboxHighWater(messages);
    return this;
  }

  /// Is shown each message that reached nobody, as it happens, by the thread that sent or received
  /// it: so it must be quick and must not wait. What it throws is logged. To call, connect,
  /// disconnect or close waits, which the thread that reads from other nodes refuses.
  ///
  /// ```java
  /// .onDeadLetter(letter -> log.warn("{} to {}: {}", letter.cause(), letter.to(), letter.message()))
  /// ```
  public NodeBuilder onDeadLetter(Consumer<DeadLetter> reader) {
    processes = processes.withOnDeadLetter(reader);
    return this;
  }

  /// What timers and timeouts of processes go by, instead of the machine's time: for tests.
  public NodeBuilder timeSource(TimeSource time) {
    processes = processes.withTime(time);
    return this;
  }

  /// Starts the node; waits until it is registered with EPMD and others may connect.
  ///
  /// @throws NodeStartException when the name is taken, EPMD cannot be reached or the port is in
  ///   use
  public Node start() {
    if (OwnName.of(name).isDynamic() && firstPort != 0) {
      throw new IllegalArgumentException(
          "listenPort: " + firstPort + " (expected: none, for a node without a name)");
    }
    String own = cookie == null ? CookieFile.read() : cookie;
    AllowList allowList = new AllowList();
    allowList.add(allowed);
    return Node.start(
        new NodeOptions(
            name,
            new Cookies(own, peerCookies),
            allowList,
            autoConnect,
            epmd,
            epmdPort,
            new Listen(listenAddress, firstPort, lastPort),
            resolver,
            true,
            tickTime,
            setupTime,
            limits,
            tls,
            userOutput,
            processes));
  }
}
