package io.jergon.interop;

import io.jergon.etf.Pid;
import io.jergon.node.Node;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node that is told odd things: a Jergon node in this JVM, or a real Erlang node of one release.
/// Nothing is started until it is used; JUnit closes it.
final class OddTarget implements AutoCloseable {
  private static final String JERGON = "Jergon";

  /// A process that does what it is told (jergon_victim.erl), and one that is dead.
  record Victims(Pid victim, Pid dead) {}

  private final String name;
  private final @Nullable Path program;
  private @Nullable Epmd epmd;
  private @Nullable Node node;
  private @Nullable ErlangNode erl;
  private @Nullable Pid dead;
  private int release;
  private int port;
  private int peers;

  private OddTarget(String name, @Nullable Path program) {
    this.name = name;
    this.program = program;
  }

  /// Jergon, and each release.
  static Stream<OddTarget> each() {
    if (RealErlang.releases().isEmpty()) {
      RealErlang.require();
    }
    return Stream.concat(
        Stream.of(new OddTarget(JERGON, null)),
        RealErlang.releases().stream()
            .map(program -> new OddTarget(program.getFileName().toString(), program)));
  }

  /// What this node is expected to do.
  OddInput.Outcome expected(OddInput row) {
    start();
    return erl == null ? row.jergon() : row.beam().apply(release);
  }

  private void start() {
    if (epmd != null) {
      return;
    }
    epmd = Epmd.start();
    if (program == null) {
      node = Place.jergon("odd@127.0.0.1", epmd.port());
    } else {
      erl =
          ErlangNode.builder("odd@127.0.0.1")
              .cookie(Place.COOKIE)
              .epmdPort(epmd.port())
              .erl(program)
              .start();
      release = Integer.parseInt(erl.eval("list_to_integer(erlang:system_info(otp_release))"));
      erl.load(Place.class, "jergon_suite.erl");
      erl.load(Place.class, "jergon_victim.erl");
    }
    dead = dead();
    port = FakePeer.portOf(epmd.port(), "odd");
  }

  /// A new peer, which nobody has heard of before.
  OddPeer newPeer(OddInput.Framing framing) {
    start();
    Vandal vandal = Vandal.of("peer" + ++peers, port, framing.flags());
    return new OddPeer(vandal, framing, victims());
  }

  private Victims victims() {
    Pid victim =
        erl != null
            ? (Pid) Place.term(erl, "jergon_victim:start()")
            : node.spawn(Place::victimLoop);
    return new Victims(victim, dead);
  }

  /// A process that has ended: a monitor of it has said so.
  private Pid dead() {
    if (erl != null) {
      return (Pid)
          Place.term(
              erl,
              "{Dead, _} = spawn_monitor(fun() -> ok end),"
                  + " receive {'DOWN', _, _, Dead, normal} -> Dead end");
    }
    CompletableFuture<Pid> ended = new CompletableFuture<>();
    node.spawn(self -> {
      Pid pid = node.spawn(other -> {});
      self.monitor(pid);
      self.receive();
      ended.complete(pid);
    });
    return ended.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    Closing.all(node, erl, epmd);
  }

  @Override
  public String toString() {
    return name;
  }
}
