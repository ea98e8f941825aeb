/// OTP's behaviours: GenServer, Supervisor and the others.
@org.jspecify.annotations.NullMarked
module io.jergon.behaviour {
  requires transitive io.jergon.node;
  requires jdk.jfr;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.jergon.behaviour;
}
