package io.jergon.node.kernel;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.process.OneNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelKeeperTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  @ParameterizedTest
  @ValueSource(strings = {"rex", "net_kernel", "user"})
  void kernelProcess_killedAgainAndAgain_isThereAgain(String name) {
    for (int i = 0; i < 5; i++) {
      Pid before = node.whereis(name).orElseThrow();
      node.inProcess(self -> {
        Monitored killed = new Monitored(before, self.monitor(before));
        self.exit(before, Atom.KILL);
        assertThat(end(self, killed)).isEqualTo(Atom.KILLED);
        return null;
      });
      await().atMost(LONG).until(() -> node.whereis(name).filter(node::isAlive).isPresent());
    }
  }

  @Test
  void netKernel_afterItsRestart_answers() {
    Pid before = node.whereis("net_kernel").orElseThrow();
    node.exit(before, Atom.KILL);
    await()
        .atMost(LONG)
        .until(() -> node.whereis("net_kernel").filter(pid -> !pid.equals(before)).isPresent());
    Term isAuth = Term.parse("{is_auth, 'x@y'}");
    assertThat(node.call(ProcessName.of("net_kernel", node.name()), isAuth, LONG))
        .isEqualTo(Atom.of("yes"));
  }
}
