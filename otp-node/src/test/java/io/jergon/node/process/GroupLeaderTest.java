package io.jergon.node.process;

import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GroupLeaderTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private static Node node;

  @BeforeAll
  static void takeNode() {
    node = ONE.node();
  }

  /// A process that says who its group leader is, when asked.
  private static Pid child(Self self, SpawnOptions options) {
    Pid asker = self.pid();
    return self.spawn(
        options,
        own -> {
          own.receive();
          own.send(asker, own.groupLeader());
        });
  }

  private static Object leaderOf(Self self, Pid child) {
    self.send(child, "who");
    return OneNode.next(self);
  }

  @Test
  void leader_ofAProcessOfAPlainThread_isUser() {
    assertThat(node.<Pid>inProcess(Self::groupLeader))
        .isEqualTo(node.whereis("user").orElseThrow());
  }

  @Test
  void leader_ofAChild_isItsParentsUnlessSaidOtherwise() {
    node.inProcess(self -> {
      Pid leader = self.pid();
      Pid user = self.groupLeader();
      assertThat(leaderOf(self, child(self, SpawnOptions.DEFAULT))).isEqualTo(user);
      assertThat(leaderOf(self, child(self, SpawnOptions.DEFAULT.withGroupLeader(leader))))
          .isEqualTo(leader);
      self.groupLeader(leader, leader);
      Pid later = child(self, SpawnOptions.DEFAULT);
      self.groupLeader(user, leader);
      assertThat(leaderOf(self, later)).isEqualTo(leader);
      return null;
    });
  }

  /// As on OTP 25 and 29: it stays what it was, and children inherit it.
  @Test
  void leader_thatIsDead_staysTheLeader() {
    node.inProcess(self -> {
      Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
      end(self, dead);
      self.groupLeader(dead, self.pid());
      assertThat(self.groupLeader()).isEqualTo(dead);
      assertThat(leaderOf(self, child(self, SpawnOptions.DEFAULT))).isEqualTo(dead);
      return null;
    });
  }

  @Test
  void groupLeader_ofADeadProcess_isBadarg() {
    node.inProcess(self -> {
      Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
      end(self, dead);
      Exit exit = catchThrowableOfType(Exit.class, () -> self.groupLeader(self.pid(), dead));
      assertThat(exit.reason()).isEqualTo(Atom.BADARG);
      return List.of();
    });
  }
}
