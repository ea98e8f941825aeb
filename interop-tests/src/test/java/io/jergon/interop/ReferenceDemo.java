package io.jergon.interop;

import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.OsProcess;

/// The demo in plain OTP, on a hidden node like ours, with the real EPMD.
record ReferenceDemo(Epmd epmd, ErlangNode erl) implements DemoUnderTest {

  static ReferenceDemo start() {
    var epmd = Epmd.start();
    var erl =
        Wire.under(
                ErlangNode.builder(DemoKind.NODE)
                    .cookie(DemoKind.COOKIE)
                    .epmdPort(epmd.port())
                    .hidden())
            .start();
    for (String module : new String[] {"demo_reference_server", "demo_reference", "jergon_demo"}) {
      erl.load(ReferenceDemo.class, module + ".erl");
    }
    erl.eval("demo_reference:start()");
    return new ReferenceDemo(epmd, erl);
  }

  @Override
  public String node() {
    return erl.name();
  }

  @Override
  public String cookie() {
    return erl.cookie();
  }

  @Override
  public int epmdPort() {
    return epmd.port();
  }

  @Override
  public OsProcess process() {
    return erl.process();
  }

  @Override
  public void close() {
    erl.close();
    epmd.close();
  }
}
