package io.jergon.node.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OriginTest {
  private static final Atom PEER = Atom.of("erl@h");
  private static final Atom OTHER = Atom.of("other@h");
  private static final Pid OURS = Pid.of(Atom.of("jvm@h"), 1, 0, 1);

  /// Every kind of message that must come from a process of the peer.
  private static Stream<ControlMessage> bound(Atom node) {
    Pid from = Pid.of(node, 1, 0, 1);
    Ref ref = Ref.of(node, 1, 1, 2, 3);
    Atom name = Atom.of("m");
    return Stream.of(
        new LinkMessage.Link(from, OURS),
        new LinkMessage.Unlink(from, OURS),
        new LinkMessage.UnlinkId(1, from, OURS),
        new LinkMessage.UnlinkIdAck(1, from, OURS),
        new ExitMessage.LinkExit(from, OURS, null),
        new ExitMessage.LinkExitWithReason(from, OURS, null, Atom.NORMAL),
        new MonitorMessage.Monitor(from, OURS, ref),
        new MonitorMessage.Demonitor(from, OURS, ref),
        new MonitorMessage.MonitorExit(from, OURS, ref),
        new MonitorMessage.MonitorExitWithReason(from, OURS, ref, Atom.NORMAL),
        new SpawnMessage.SpawnRequest(ref, from, OURS, name, name, 0, ListTerm.EMPTY, null),
        new SpawnMessage.SpawnReply(ref, OURS, 0, from, null));
  }

  static Stream<ControlMessage> ofThePeer() {
    return bound(PEER);
  }

  static Stream<ControlMessage> ofAnotherNode() {
    return bound(OTHER);
  }

  @ParameterizedTest
  @MethodSource("ofThePeer")
  void check_peersProcess_isFine(ControlMessage message) {
    assertThatCode(() -> Origin.check(message, PEER)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("ofAnotherNode")
  void check_anotherNodesProcess_isRefused(ControlMessage message) {
    assertThatThrownBy(() -> Origin.check(message, PEER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("is not of erl@h");
  }

  @Test
  void check_requestIdOfAnotherNode_isRefused() {
    Pid from = Pid.of(PEER, 1, 0, 1);
    Ref ref = Ref.of(OTHER, 1, 1, 2, 3);
    Atom name = Atom.of("m");

    assertThatThrownBy(() ->
            Origin.check(
                new SpawnMessage.SpawnRequest(ref, from, OURS, name, name, 0, ListTerm.EMPTY, null),
                PEER))
        .hasMessageContaining("the request");
  }

  @Test
  void check_messagesThatOnlyMentionASender_areFine() {
    Pid from = Pid.of(OTHER, 1, 0, 1);

    assertThatCode(
            () -> {
              Origin.check(new SendMessage.Send(from, OURS, null), PEER);
              Origin.check(new ExitMessage.Exit(from, OURS, null), PEER);
              Origin.check(new GroupLeaderMessage(from, OURS), PEER);
              Origin.check(
                  new MonitorMessage.MonitorExit(Atom.of("name"), OURS, Ref.of(PEER, 1, 1, 2, 3)),
                  PEER);
            })
        .doesNotThrowAnyException();
  }
}
