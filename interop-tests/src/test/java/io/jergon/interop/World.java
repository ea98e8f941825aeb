package io.jergon.interop;

import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What most tests need: a demo, and a real Erlang node beside it that has `jergon_suite` loaded
/// and the demo's name bound to `D`. JUnit makes one per kind of demo and test class, and closes
/// it.
final class World implements AutoCloseable {

  private final DemoKind kind;
  private @Nullable DemoUnderTest demo;
  private @Nullable ErlangNode erl;

  World(DemoKind kind) {
    this.kind = kind;
  }

  /// One world for each kind of demo that is to be tested. Nothing is started until it is used.
  static Stream<World> each() {
    return DemoKind.chosen().stream().map(World::new);
  }

  DemoKind kind() {
    return kind;
  }

  DemoUnderTest demo() {
    if (demo == null) {
      RealErlang.require();
      demo = kind.start();
    }
    return demo;
  }

  ErlangNode erl() {
    if (erl == null) {
      erl = peer("erl@127.0.0.1");
    }
    return erl;
  }

  /// Gives the Erlang node an empty mailbox and no binding but `D`, as each test wants to find it.
  void fresh() {
    erl().forget();
    erl().eval("jergon_suite:flush(), D = '" + demo().node() + "'");
  }

  /// What the demo complains of in its log from now on.
  Complaints complaints() {
    return Complaints.of(demo());
  }

  /// Starts one more Erlang node, which the caller closes.
  ErlangNode peer(String name) {
    return peer(name, demo());
  }

  static ErlangNode peer(String name, DemoUnderTest demo) {
    var peer =
        Wire.under(ErlangNode.builder(name).cookie(demo.cookie()).epmdPort(demo.epmdPort()))
            .start();
    peer.load(World.class, "jergon_suite.erl");
    peer.eval("D = '" + demo.node() + "'");
    return peer;
  }

  @Override
  public void close() {
    if (erl != null) {
      erl.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
