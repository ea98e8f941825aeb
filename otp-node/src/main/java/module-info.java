/// An Erlang node: processes and distribution.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // it exports to one that is built after it
module io.jergon.node {
  requires transitive io.jergon.epmd;
  requires transitive io.jergon.etf;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires jdk.jfr;
  requires java.management;
  requires java.naming;
  requires jdk.management;
  requires org.jctools.core.jdk11;
  requires static transitive org.jspecify;
  requires org.slf4j;
  // For keys that the JDK does not read, and certificates that are made.
  requires static org.bouncycastle.pkix;
  requires static org.bouncycastle.provider;

  exports io.jergon.node;
  exports io.jergon.node.gen;
  exports io.jergon.node.name;
  exports io.jergon.node.resolver;
  exports io.jergon.node.tls;
  exports io.jergon.node.certificate to
      io.jergon.testkit;
}
