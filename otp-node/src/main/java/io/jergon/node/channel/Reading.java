package io.jergon.node.channel;

import io.netty.channel.ChannelHandlerContext;

/// Whether a connection is read from: as long as nobody has a reason against it. Owned by the event
/// loop.
final class Reading {
  private int reasons;

  /// A reason against it; each has to [#goOn] later.
  void stop(ChannelHandlerContext at) {
    if (reasons++ == 0) {
      at.channel().config().setAutoRead(false);
    }
  }

  /// A reason less.
  void goOn(ChannelHandlerContext at) {
    if (--reasons == 0) {
      at.channel().config().setAutoRead(true);
    }
  }
}
