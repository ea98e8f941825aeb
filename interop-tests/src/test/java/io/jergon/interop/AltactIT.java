package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.AliasOption;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SignalOption;
import io.jergon.testkit.ErlangNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What goes to aliases, and what goes with priority, against every release of OTP there is: from
/// 28 on by an operation of its own (37), before that without priority.
@ParameterizedClass
@MethodSource("io.jergon.interop.FramePeers#each")
class AltactIT {
  private static final Term A = Atom.of("a");
  private static final Term FIRST = Atom.of("first");
  private static final Term WHY = Atom.of("why");
  private static final Term GO = Atom.of("go");

  private final Node node;
  private final ErlangNode erl;
  private boolean hasPriority;

  AltactIT(FramePeers peers) {
    node = peers.node();
    erl = peers.erl();
  }

  @BeforeEach
  void load() {
    erl.forget();
    erl.load(AltactIT.class, "jergon_priority.erl");
    hasPriority = erl.eval("jergon_priority:has_priority()").equals("true");
  }

  /// An Erlang process, and an alias of it.
  private record Aliased(Pid pid, Ref alias) {}

  private Aliased inErlang(String options) {
    Tuple made =
        (Tuple)
            TermDecoder.DEFAULT.decode(erl.evalExternal("jergon_priority:start(" + options + ")"));
    return new Aliased((Pid) made.get(0), (Ref) made.get(1));
  }

  private String shown() {
    return erl.eval("jergon_priority:shown()");
  }

  private void say(Self self, Aliased to, Runnable what) {
    self.send(to.pid(), A);
    what.run();
    self.send(to.pid(), GO);
  }

  private String sentWithPriority(String options) {
    Aliased to = inErlang(options);
    node.spawn(self -> say(self, to, () -> self.send(to.alias(), FIRST, SignalOption.PRIORITY)));
    return shown();
  }

  @Test
  void toErlang_alias_isReached() {
    Aliased to = inErlang("[]");
    node.spawn(self -> say(self, to, () -> self.send(to.alias(), FIRST)));

    assertThat(shown()).isEqualTo("[a,first]");
  }

  @Test
  void toErlang_priorityToPriorityAlias_overtakes() {
    assumeTrue(hasPriority);

    assertThat(sentWithPriority("[priority]")).isEqualTo("[first,a]");
  }

  @Test
  void toErlang_priorityToOrdinaryAlias_isOrdinary() {
    assertThat(sentWithPriority("[]")).isEqualTo("[a,first]");
  }

  @Test
  void toErlang_noPriorityToPriorityAlias_isOrdinary() {
    assumeTrue(hasPriority);
    Aliased to = inErlang("[priority]");
    node.spawn(self -> say(self, to, () -> self.send(to.alias(), FIRST)));

    assertThat(shown()).isEqualTo("[a,first]");
  }

  @Test
  void toErlang_exitWithPriorityToPriorityAlias_overtakes() {
    assumeTrue(hasPriority);
    Aliased to = inErlang("[priority]");
    node.spawn(self -> say(self, to, () -> self.exit(to.alias(), WHY, SignalOption.PRIORITY)));

    assertThat(shown()).matches("\\[\\{'EXIT',<[0-9.]+>,why},a]");
  }

  @Test
  void toErlang_exitToAlias_isReachedFromOtp28On() {
    Aliased to = inErlang("[]");
    node.spawn(self -> say(self, to, () -> self.exit(to.alias(), WHY)));

    assertThat(shown()).matches(hasPriority ? "\\[a,\\{'EXIT',<[0-9.]+>,why}]" : "\\[a]");
  }

  /// What a Java process has in its mailbox after Erlang has done something with it (`To`) and an
  /// alias of it (`Alias`).
  private List<Object> seen(String what, AliasOption... options) {
    return node.inProcess(self -> {
      self.trapExit(true);
      erl.bindExternal("To", TermEncoder.encode(self.pid()));
      erl.bindExternal("Alias", TermEncoder.encode(self.alias(options)));
      self.register(Atom.of("priority_it"));
      erl.eval("To ! a, " + what + ", To ! go");
      assertThat(self.receive(GO::equals, SOON)).contains(GO);
      return Place.all(self);
    });
  }

  @Test
  void fromErlang_alias_isReached() {
    assertThat(seen("Alias ! first")).containsExactly(A, FIRST);
    assertThat(seen("Alias ! first", AliasOption.PRIORITY)).containsExactly(A, FIRST);
  }

  @Test
  void fromErlang_priorityToPriorityAlias_overtakes() {
    assumeTrue(hasPriority);

    assertThat(seen("erlang:send(Alias, first, [priority])", AliasOption.PRIORITY))
        .containsExactly(FIRST, A);
    assertThat(seen("erlang:send(Alias, first, [priority])")).containsExactly(A, FIRST);
  }

  @Test
  void fromErlang_priorityToPidOrName_isOrdinary() {
    assumeTrue(hasPriority);

    assertThat(
            seen(
                "erlang:send(To, b, [priority]), erlang:send({priority_it, node(To)}, c, [priority])",
                AliasOption.PRIORITY))
        .containsExactly(A, Atom.of("b"), Atom.of("c"));
  }

  @Test
  void fromErlang_exitWithPriority_overtakesThroughAPriorityAliasOnly() {
    assumeTrue(hasPriority);
    Pid from = (Pid) TermDecoder.DEFAULT.decode(erl.evalExternal("self()"));
    ExitMessage exit = new ExitMessage(from, WHY);

    assertThat(seen("exit(Alias, why, [priority])", AliasOption.PRIORITY)).containsExactly(exit, A);
    assertThat(seen("exit(Alias, why, [])", AliasOption.PRIORITY)).containsExactly(A, exit);
    assertThat(seen("exit(Alias, why, [priority])")).containsExactly(A, exit);
    assertThat(seen("exit(To, why, [priority])")).containsExactly(A, exit);
  }

  @Test
  void fromErlang_downOfPriorityMonitorAndExitOfPriorityLink_overtake() {
    Pid victim =
        (Pid)
            TermDecoder.DEFAULT.decode(
                erl.evalExternal(
                    "spawn(fun() -> receive {die, Who} -> Who ! b, exit(why) end end)"));
    node.inProcess(self -> {
      self.trapExit(true);
      self.link(victim, SignalOption.PRIORITY);
      Ref monitor = self.monitor(victim, MonitorOptions.DEFAULT.withPriority());
      self.send(victim, Tuple.of(Atom.of("die"), self.pid()));
      Object down = new DownMessage(monitor, victim, WHY);
      assertThat(self.receive(down::equals, SOON)).contains(down);
      Object exit = new ExitMessage(victim, WHY);
      assertThat(self.receive(exit::equals, SOON)).contains(exit);
      assertThat(Place.all(self)).containsExactly(Atom.of("b"));
      return true;
    });
  }

  @Test
  void toErlang_downOfPriorityMonitorAndExitOfPriorityLink_overtake() {
    assumeTrue(hasPriority);
    Pid victim =
        node.spawn(self -> {
          Object from = self.receive();
          self.send((Pid) from, Atom.of("b"));
          throw self.exit(WHY);
        });
    erl.bindExternal("Victim", TermEncoder.encode(victim));

    assertThat(
            erl.eval(
                """
                process_flag(trap_exit, true),
                link(Victim, [priority]),
                Monitor = monitor(process, Victim, [priority]),
                Victim ! self(),
                receive {'DOWN', Monitor, _, _, R1} -> ok end,
                receive {'EXIT', Victim, R2} -> ok end,
                {R1, R2, receive After -> After end}\
                """))
        .isEqualTo("{why,why,b}");
  }
}
