/// The jergon command.
@org.jspecify.annotations.NullMarked
module io.jergon.cmd {
  requires ch.qos.logback.classic;
  requires info.picocli;
  requires io.jergon.observer;
  requires static transitive org.jspecify;
  requires org.slf4j;

  opens io.jergon.cmd to
      info.picocli;
  opens io.jergon.cmd.demo to
      io.jergon.etf;
}
