package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Self;
import io.jergon.node.gen.GenMessage;

/// `net_kernel`: answers `net_adm:ping/1`, which calls it with `{is_auth, Node}`, and spawns for
/// nodes before OTP 23 ([OldSpawn]).
///
/// Like OTP's it never answers a call that it does not know.
///
/// Source: `net_kernel.erl`, `net_adm.erl`.
public final class NetKernel implements Behaviour {
  private static final Atom YES = Atom.of("yes");

  /// Processes that it started may be linked to it.
  @Override
  public void init(Self self) {
    self.trapExit(true);
  }

  @Override
  public void receive(Self self, Object message) {
    if (!(GenMessage.of(self, message).orElse(null)
        instanceof GenMessage.Call(var from, Tuple request))) {
      return;
    }
    if (request.arity() == 2 && request.get(0) instanceof Atom a && a.is("is_auth")) {
      from.reply(YES);
    } else {
      OldSpawn.of(request).ifPresent(spawn -> spawn.start(self, new Functions(self.node()), from));
    }
  }
}
