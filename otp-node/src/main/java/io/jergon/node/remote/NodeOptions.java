package io.jergon.node.remote;

import io.jergon.node.ConnectionLimits;
import io.jergon.node.EpmdMode;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.ProcessSettings;
import io.jergon.node.tls.TlsConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a node is to be started; made by [io.jergon.node.NodeBuilder].
///
/// @param name its name
/// @param cookie the cookie for a peer's name
/// @param epmd what it does about EPMD
/// @param epmdPort the port of EPMD, here and on other hosts
/// @param listenAddress where it listens; null for every address
/// @param listenPort where it listens; 0 for any free port
/// @param hidden whether other nodes are to leave it out of `nodes()`
/// @param tickTime after how much silence a peer counts as dead
/// @param setupTime how long each step of a handshake may take
/// @param limits bounds on what connections take
/// @param tls how connections are secured; null for plain TCP
/// @param userOutput where processes without a terminal write
/// @param processes what holds for all processes
public record NodeOptions(
    NodeName name,
    Function<String, String> cookie,
    EpmdMode epmd,
    int epmdPort,
    @Nullable InetAddress listenAddress,
    int listenPort,
    boolean hidden,
    Duration tickTime,
    Duration setupTime,
    ConnectionLimits limits,
    @Nullable TlsConfig tls,
    Consumer<String> userOutput,
    ProcessSettings processes) {}
