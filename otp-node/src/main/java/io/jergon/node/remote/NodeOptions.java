package io.jergon.node.remote;

import io.jergon.node.AutoConnect;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.EpmdMode;
import io.jergon.node.channel.DistributionConfig.Listen;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.ProcessSettings;
import io.jergon.node.resolver.NodeResolver;
import io.jergon.node.tls.TlsConfig;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a node is to be started; made by [io.jergon.node.NodeBuilder].
///
/// @param name its name
/// @param cookies its cookies
/// @param allowed who may connect
/// @param autoConnect whether it connects by itself
/// @param epmd what it does about EPMD
/// @param epmdPort the port of EPMD, here and on other hosts
/// @param listen where it listens
/// @param resolver makes what finds other nodes, of what asks EPMD
/// @param hidden whether other nodes are to leave it out of `nodes()`
/// @param tickTime after how much silence a peer counts as dead
/// @param setupTime how long each step of a handshake may take
/// @param limits bounds on what connections take
/// @param tls how connections are secured; null for plain TCP
/// @param userOutput where processes without a terminal write
/// @param processes what holds for all processes
public record NodeOptions(
    NodeName name,
    Cookies cookies,
    AllowList allowed,
    AutoConnect autoConnect,
    EpmdMode epmd,
    int epmdPort,
    Listen listen,
    UnaryOperator<NodeResolver> resolver,
    boolean hidden,
    Duration tickTime,
    Duration setupTime,
    ConnectionLimits limits,
    @Nullable TlsConfig tls,
    Consumer<String> userOutput,
    ProcessSettings processes) {}
