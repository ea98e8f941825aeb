package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A typed reference to a server, here or on another node, by pid or by name.
///
/// ```java
/// ServerRef<Counter> counter = GenServer.ref(node, "counter", "erl@127.0.0.1", Counter.class);
/// long now = counter.call(new Get(), Duration.ofSeconds(1));
/// ```
///
/// Calls may be made by any thread, in processes and outside. The compiler takes only requests that
/// are meant for `S`, and the type of the reply follows from the request.
///
/// Two references are equal when they are of the same node and refer to the same pid, or to the
/// same name. One by pid and one by name are not, whoever has the name.
///
/// @param <S> the server's class, or an interface that stands for its protocol
public final class ServerRef<S> {
  /// How long a call waits if nothing is said: 5 seconds, as `gen_server:call/2`.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /// For a call that waits as long as it takes: `infinity`.
  public static final Duration INFINITY = Duration.ofDays(36_500);

  private sealed interface Target {
    record OfPid(Pid pid) implements Target {}

    record OfName(ProcessName name) implements Target {}
  }

  private final Node node;
  private final Target target;

  private ServerRef(Node node, Target target) {
    this.node = node;
    this.target = target;
  }

  /// A reference by pid.
  ///
  /// @param protocol the class whose [Call]s and [Cast]s the server understands
  @SuppressWarnings("UnusedVariable") // the class fixes S
  public static <S> ServerRef<S> of(Node node, Pid pid, Class<S> protocol) {
    return of(node, pid);
  }

  /// A reference by name.
  ///
  /// @param protocol the class whose [Call]s and [Cast]s the server understands
  @SuppressWarnings("UnusedVariable") // the class fixes S
  public static <S> ServerRef<S> of(Node node, ProcessName name, Class<S> protocol) {
    return new ServerRef<>(node, new Target.OfName(name));
  }

  static <S> ServerRef<S> of(Node node, Pid pid) {
    return new ServerRef<>(node, new Target.OfPid(pid));
  }

  /// The server's pid, when it was referred to by pid, or by a name on this node that is in use.
  public Optional<Pid> pid() {
    return switch (target) {
      case Target.OfPid(Pid pid) -> Optional.of(pid);
      case Target.OfName(ProcessName name) ->
          name.node().name().equals(node.name())
              ? node.whereis(name.name().name())
              : Optional.empty();
    };
  }

  /// Calls the server and waits up to 5 seconds for the reply.
  ///
  /// @throws io.jergon.node.Exit with `noproc`, `noconnection`, `timeout`, or what the server died
  ///   of
  public <R> R call(Call<? super S, R> request) {
    return call(request, DEFAULT_TIMEOUT);
  }

  /// Calls the server and waits for the reply.
  ///
  /// @throws io.jergon.node.Exit with `noproc`, `noconnection`, `timeout`, or what the server died
  ///   of
  /// @throws io.jergon.etf.mapping.MappingException for a reply of another type, or a request to
  ///   another node that no term stands for
  /// @throws IllegalStateException when this node is closed; so also below
  public <R> R call(Call<? super S, R> request, Duration timeout) {
    return ReplyTypes.convert(node, request, callObject(request, timeout));
  }

  /// Calls the server with a term and waits for its reply as a term.
  ///
  /// @throws io.jergon.node.Exit with `noproc`, `noconnection`, `timeout`, or what the server died
  ///   of
  public Term call(Term request, Duration timeout) {
    return node.toTerm(callObject(request, timeout));
  }

  private Object callObject(Object request, Duration timeout) {
    return switch (target) {
      case Target.OfPid(Pid pid) -> node.call(pid, request, timeout);
      case Target.OfName(ProcessName name) -> node.call(name, request, timeout);
    };
  }

  /// Casts to the server; whether it is there does not matter. May wait while the connection to the
  /// server's node is busy, or its mailbox is full: see [io.jergon.node.MailboxLimit].
  ///
  /// @throws io.jergon.etf.mapping.MappingException if the server is on another node and no term
  ///   stands for the request
  public void cast(Cast<? super S> request) {
    castObject(request);
  }

  /// Casts a term to the server; whether it is there does not matter. May wait, as the other one.
  public void cast(Term request) {
    castObject(request);
  }

  private void castObject(Object request) {
    switch (target) {
      case Target.OfPid(Pid pid) -> node.cast(pid, request);
      case Target.OfName(ProcessName name) -> node.cast(name, request);
    }
  }

  /// Stops the server in order, with reason `normal`, and waits for its end: `gen_server:stop/1`.
  /// Its `terminate` callback runs.
  ///
  /// @throws io.jergon.node.Exit `timeout`, `noproc`, `noconnection`, or the reason if it ended
  ///   with another than `normal`
  public void stop(Duration timeout) {
    stop(Atom.NORMAL, timeout);
  }

  /// Stops the server in order with a reason, and waits for its end: `gen_server:stop/3`. Its
  /// `terminate` callback runs.
  ///
  /// @throws io.jergon.node.Exit `timeout`, `noproc`, `noconnection`, or the reason if it ended
  ///   with another than this
  public void stop(Term reason, Duration timeout) {
    switch (target) {
      case Target.OfPid(Pid pid) -> Stop.stop(node, pid, reason, timeout);
      case Target.OfName(ProcessName name) -> Stop.stop(node, name, reason, timeout);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a node is itself
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerRef<?> ref && node == ref.node && target.equals(ref.target);
  }

  @Override
  public int hashCode() {
    return target.hashCode();
  }

  @Override
  public String toString() {
    return switch (target) {
      case Target.OfPid(Pid pid) -> pid.toString();
      case Target.OfName(ProcessName name) -> name.toString();
    };
  }
}
