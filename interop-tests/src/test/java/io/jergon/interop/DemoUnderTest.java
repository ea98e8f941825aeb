package io.jergon.interop;

import io.jergon.testkit.OsProcess;

/// A running node that keeps the demo's promise (design: the demo node's table), in a process of
/// its own.
interface DemoUnderTest extends AutoCloseable {

  /// Its node name, `demo@127.0.0.1`.
  String node();

  String cookie();

  /// The port of the EPMD that it is registered with.
  int epmdPort();

  /// Its process: log, SIGTERM, SIGKILL.
  OsProcess process();

  @Override
  void close();
}
