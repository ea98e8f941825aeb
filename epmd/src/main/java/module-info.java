/// The Erlang port mapper daemon: client and server.
@org.jspecify.annotations.NullMarked
module io.jergon.epmd {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires transitive io.netty.transport; // EventLoopGroup is in the API
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.jergon.epmd;
}
