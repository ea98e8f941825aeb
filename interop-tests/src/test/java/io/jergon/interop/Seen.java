package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.Self;

/// A Java process that looks at what another process, its victim, does to it.
///
/// @param self the process under test
/// @param victim does what it is told (see jergon_victim.erl)
record Seen(Self self, Pid victim) {

  /// Sends the victim a message and waits for its answer, which shows that it lives, and has read
  /// all before.
  void converse() {
    Term question = self.makeRef();
    self.send(victim, Tuple.of(self.pid(), question));
    Term answer = Tuple.of(victim, question);
    assertThat(self.receive(answer::equals, SOON)).isPresent();
  }

  /// Waits for the victim's end by a monitor of its own.
  void awaitDeath() {
    Ref ref = self.monitor(victim);
    assertThat(self.receive(m -> m instanceof DownMessage down && down.monitor().equals(ref), SOON))
        .isPresent();
  }
}
