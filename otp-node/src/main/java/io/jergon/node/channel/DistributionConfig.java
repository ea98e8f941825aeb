package io.jergon.node.channel;

import io.jergon.node.ConnectionLimits;
import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.GivenName;
import io.jergon.node.handshake.LocalNode;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.name.NodeName;
import io.jergon.node.resolver.NodeResolver;
import io.jergon.node.secure.TlsEngines;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How a node takes part in the distribution.
///
/// ```java
/// DistributionConfig config =
///     DistributionConfig.builder(name)
///         .cookie(peer -> "secret")
///         .creation(() -> creationFromEpmd)
///         .resolver(resolver)
///         .transport(transport)
///         .build();
/// ```
///
/// @param own our name
/// @param creation our incarnation: from EPMD, else random from 4 up; asked at each handshake, but
///   not of a node that others name
/// @param offer the flags we offer; hidden unless
///   [io.jergon.node.handshake.DistributionFlag#PUBLISHED] is among them
/// @param required the flags without which we refuse a peer
/// @param cookie the cookie for each peer, Latin-1; asked on an event loop, so it must not block
/// @param allow which peers may connect to us, and may be dialled
/// @param ready whether peers are let in yet
/// @param resolver finds peers
/// @param transport event loops and sockets
/// @param limits bounds on memory
/// @param times how long to wait
/// @param listen where to listen
/// @param tls for all connections; null for plain TCP
public record DistributionConfig(
    OwnName own,
    IntSupplier creation,
    Flags offer,
    Flags required,
    Function<NodeName, String> cookie,
    Predicate<NodeName> allow,
    BooleanSupplier ready,
    NodeResolver resolver,
    Transport transport,
    ConnectionLimits limits,
    Times times,
    Listen listen,
    @Nullable TlsEngines tls) {

  /// How long to wait.
  ///
  /// @param tick a peer that is silent for so long is dead (Erlang's `net_ticktime`); after a
  ///   quarter of it without a write of ours we send a tick
  /// @param setup for each step of a handshake, the look-up, and the connect (Erlang's
  ///   `net_setuptime`)
  public record Times(Duration tick, Duration setup) {
    /// 60 s, 7 s, as in Erlang.
    public static final Times DEFAULT = new Times(Duration.ofSeconds(60), Duration.ofSeconds(7));

    /// Checks the durations.
    public Times {
      requirePositive("tick", tick.toMillis());
      requirePositive("setup", setup.toMillis());
    }
  }

  /// Where to listen.
  ///
  /// @param address null for all addresses of the machine
  /// @param firstPort 0 for any free port
  /// @param lastPort the first free port from `firstPort` to this one is taken
  public record Listen(@Nullable InetAddress address, int firstPort, int lastPort) {
    /// Any free port, on all addresses.
    public static final Listen ANY = new Listen(null, 0, 0);

    /// Whether a port, or a range of them, is given: then others can know it.
    public boolean isFixed() {
      return firstPort > 0;
    }

    /// Checks the ports.
    public Listen {
      boolean any = firstPort == 0 && lastPort == 0;
      if (!any && (firstPort < 1 || lastPort > 65_535 || lastPort < firstPort)) {
        throw new IllegalArgumentException(
            "listen ports: %d to %d (expected: a range within 1 to 65535, or 0 for any)"
                .formatted(firstPort, lastPort));
      }
    }
  }

  /// A builder for a node of this name, with the defaults of Erlang.
  public static Builder builder(NodeName self) {
    return builder(OwnName.of(self));
  }

  /// A builder for a node that has this name, or will be given one.
  public static Builder builder(OwnName own) {
    return new Builder(own);
  }

  /// Our name now.
  NodeName self() {
    return own.current();
  }

  /// Why this node cannot dial that one; empty if it can.
  String whyNotDial(NodeName peer) {
    return (own.isKnown() ? own.current() : own.start()).whyNotDial(peer);
  }

  /// What we say of ourselves in a handshake.
  LocalNode localNode() {
    if (!own.isDynamic()) {
      return new LocalNode(own.current(), creation.getAsInt(), offer, required);
    }
    GivenName given = own.given();
    return given == null
        ? LocalNode.unnamed(own.start(), offer, required)
        : new LocalNode(given.name(), given.creation(), offer, required);
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
  }

  /// Collects the parts; cookie, creation, resolver and transport have no default.
  public static final class Builder {
    private final OwnName own;
    private Flags offer = Flags.OFFER;
    private Flags required = Flags.LEAST;
    private Predicate<NodeName> allow = _ -> true;
    private BooleanSupplier ready = () -> true;
    private ConnectionLimits limits = ConnectionLimits.DEFAULT;
    private Times times = Times.DEFAULT;
    private Listen listen = Listen.ANY;
    private @Nullable IntSupplier creation;
    private @Nullable Function<NodeName, String> cookie;
    private @Nullable NodeResolver resolver;
    private @Nullable Transport transport;
    private @Nullable TlsEngines tls;

    private Builder(OwnName own) {
      this.own = own;
    }

    /// See [DistributionConfig#creation].
    public Builder creation(IntSupplier value) {
      creation = value;
      return this;
    }

    /// See [DistributionConfig#cookie].
    public Builder cookie(Function<NodeName, String> value) {
      cookie = value;
      return this;
    }

    /// See [DistributionConfig#resolver].
    public Builder resolver(NodeResolver value) {
      resolver = value;
      return this;
    }

    /// See [DistributionConfig#transport].
    public Builder transport(Transport value) {
      transport = value;
      return this;
    }

    /// See [DistributionConfig#offer]; the default is hidden.
    public Builder offer(Flags value) {
      offer = value;
      return this;
    }

    /// Whether to be visible to all nodes. Visible nodes must take part in `global` and `pg`.
    public Builder published(boolean visible) {
      offer = offer.published(visible);
      return this;
    }

    /// See [DistributionConfig#required].
    public Builder required(Flags value) {
      required = value;
      return this;
    }

    /// See [DistributionConfig#allow].
    public Builder allow(Predicate<NodeName> value) {
      allow = value;
      return this;
    }

    /// See [DistributionConfig#ready].
    public Builder ready(BooleanSupplier value) {
      ready = value;
      return this;
    }

    /// See [DistributionConfig#limits].
    public Builder limits(ConnectionLimits value) {
      limits = value;
      return this;
    }

    /// See [DistributionConfig#times].
    public Builder times(Times value) {
      times = value;
      return this;
    }

    /// See [DistributionConfig#listen].
    public Builder listen(Listen value) {
      listen = value;
      return this;
    }

    /// See [DistributionConfig#tls].
    public Builder tls(@Nullable TlsEngines value) {
      tls = value;
      return this;
    }

    /// The configuration.
    ///
    /// @throws NullPointerException that names the part without a default that is missing
    public DistributionConfig build() {
      return new DistributionConfig(
          own,
          Objects.requireNonNull(creation, "creation"),
          offer,
          required,
          Objects.requireNonNull(cookie, "cookie"),
          allow,
          ready,
          Objects.requireNonNull(resolver, "resolver"),
          Objects.requireNonNull(transport, "transport"),
          limits,
          times,
          listen,
          tls);
    }
  }
}
