package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.AliasOption;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessInfo;
import io.jergon.node.Self;
import io.jergon.node.SignalOption;
import io.jergon.node.SpawnOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProcessInfoTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  private Term item(Pid pid, String item) {
    return node.processInfo(pid, List.of(term(item))).orElseThrow().item(term(item));
  }

  @Test
  void processInfo_linksAndMonitors_areShownOnBothSides() {
    node.inProcess(self -> {
      Pid other = self.spawn(SpawnOptions.DEFAULT.withName("other"), Self::receive);
      self.link(other);
      self.monitor(other);
      ProcessInfo info =
          node.processInfo(other, terms("links", "monitored_by", "monitors")).orElseThrow();
      assertThat(info.links()).containsExactly(self.pid());
      assertThat(info.toTerm())
          .isEqualTo(
              ListTerm.of(
                  Tuple.of(atom("links"), ListTerm.of(self.pid())),
                  Tuple.of(atom("monitored_by"), ListTerm.of(self.pid())),
                  Tuple.of(atom("monitors"), ListTerm.EMPTY)));
      assertThat(item(self.pid(), "monitors"))
          .isEqualTo(ListTerm.of(Tuple.of(atom("process"), other)));
      assertThat(node.processInfo(other).orElseThrow().registeredName()).contains("other");
      return null;
    });
  }

  private static List<Term> terms(String... names) {
    return List.of(names).stream().map(OneNode::term).toList();
  }

  @Test
  void processInfo_deadProcess_isEmptyAndAForeignPidRefused() {
    node.inProcess(self -> {
      Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
      end(self, dead);
      assertThat(node.processInfo(dead)).isEmpty();
      Pid foreign = Pid.of(atom("other@host"), 1, 0, 1);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> node.processInfo(foreign));
      return null;
    });
  }

  @Test
  void processInfo_unknownItem_isBadarg() {
    Pid pid = node.whereis("rex").orElseThrow();
    for (String item : List.of("bogus", "save_calls", "{dictionary}", "1")) {
      assertThat(catchThrowableOfType(Exit.class, () -> item(pid, item)).reason())
          .isEqualTo(Atom.BADARG);
    }
  }

  @Test
  void processInfo_default_hasOtpsItemsInTheirOrder() {
    Pid pid = node.whereis("rex").orElseThrow();
    ProcessInfo info = node.processInfo(pid).orElseThrow();
    assertThat(((ListTerm) info.toTerm()).elements())
        .extracting(item -> ((Atom) ((Tuple) item).get(0)).name())
        .containsExactlyElementsOf(ProcessInfo.DEFAULT_ITEMS);
    assertThat(info.item("initial_call")).isEqualTo(term("{'io.jergon.node.kernel.Rex',init,1}"));
    assertThat(info.trapExit()).isFalse();
  }

  /// OTP 25. A node's first processes, and what a plain thread starts, have no parent.
  @Test
  void parent_isWhoSpawnedIt() {
    assertThat(item(node.whereis("rex").orElseThrow(), "parent")).isEqualTo(Atom.UNDEFINED);
    assertThat(item(node.spawn(Self::receive), "parent")).isEqualTo(Atom.UNDEFINED);
    node.inProcess(self -> {
      Pid child = self.spawn(SpawnOptions.DEFAULT, Self::receive);
      assertThat(item(child, "parent")).isEqualTo(self.pid());
      node.functions().offer("work", "wait", 0, (own, _) -> own.receive());
      Pid called = self.spawn(SpawnOptions.DEFAULT, node.name(), "work", "wait", List.of());
      assertThat(item(called, "parent")).isEqualTo(self.pid());
      self.exit(child, Atom.KILL);
      self.exit(called, Atom.KILL);
      return null;
    });
  }

  /// As `proc_lib:set_label/1` of OTP 27, which keeps it in the dictionary.
  @Test
  void label_isShownAndInTheDictionary() {
    node.inProcess(self -> {
      assertThat(item(self.pid(), "label")).isEqualTo(Atom.UNDEFINED);
      self.label("session of joe");
      assertThat(item(self.pid(), "label")).isEqualTo(term("<<\"session of joe\">>"));
      assertThat(item(self.pid(), "dictionary"))
          .isEqualTo(term("[{'$process_label',<<\"session of joe\">>}]"));
      return null;
    });
  }

  @Test
  void backtrace_isTextThatASensitiveProcessDoesNotShow() {
    node.inProcess(self -> {
      assertThat(item(self.pid(), "backtrace").toString()).contains("backtrace_isText");
      self.processFlag("sensitive", Atom.TRUE);
      assertThat(item(self.pid(), "backtrace")).isEqualTo(term("<<>>"));
      return null;
    });
  }

  @Test
  void initialCall_ofALambda_isTheClassThatItStandsIn() {
    node.inProcess(self -> {
      Pid child = self.spawn(SpawnOptions.DEFAULT, own -> own.receive());
      assertThat(item(child, "initial_call"))
          .isEqualTo(term("{'" + getClass().getName() + "',init,1}"));
      self.exit(child, Atom.KILL);
      return null;
    });
  }

  @Test
  void status_ofWaitingAndBusyProcesses_isSaid() {
    Pid waiting = node.spawn(Self::receive);
    await().atMost(LONG).until(() -> status(waiting).equals("waiting"));
    node.send(waiting, "end");
    Pid rex = node.whereis("rex").orElseThrow();
    await().atMost(LONG).until(() -> status(rex).equals("waiting"));
    CountDownLatch over = new CountDownLatch(1);
    Pid busy = node.spawn(self -> spinUntil(over));
    try {
      await().atMost(LONG).until(() -> status(busy).equals("running"));
      await()
          .atMost(LONG)
          .until(() -> item(busy, "current_stacktrace").toString().contains("spinUntil"));
      assertThat(item(busy, "current_function").toString()).contains(getClass().getName());
    } finally {
      over.countDown();
    }
  }

  private static void spinUntil(CountDownLatch over) {
    while (over.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private String status(Pid pid) {
    return node.processInfo(pid).orElseThrow().status();
  }

  @Test
  void messages_ofAProcessThatWaits_areShownInTheirOrderAndStay() {
    node.inProcess(self -> {
      Pid me = self.pid();
      Pid picky =
          self.spawn(
              SpawnOptions.DEFAULT,
              own -> {
                own.send(me, own.alias(AliasOption.PRIORITY));
                own.receive(atom("go")::equals);
                for (int i = 0; i < 3; i++) {
                  own.send(me, own.receive());
                }
              });
      Ref alias = (Ref) self.receive();
      self.send(picky, atom("a"));
      self.send(picky, atom("b"));
      self.send(alias, atom("first"), SignalOption.PRIORITY);
      Term all = term("[first,a,b]");
      await().atMost(LONG).until(() -> item(picky, "messages").equals(all));
      assertThat(item(picky, "message_queue_len")).isEqualTo(IntegerTerm.of(3));
      self.send(picky, atom("go"));
      for (String next : List.of("first", "a", "b")) {
        assertThat(self.receive(LONG)).contains(atom(next));
      }
      return null;
    });
  }

  /// Whoever looks takes the mailbox for a moment; nobody's wake-up may be lost by that.
  @Test
  void messages_askedForAllTheTime_loseNoWakeUp() throws InterruptedException {
    Pid echo = node.spawn(SpawnOptions.DEFAULT, () -> new Echo());
    Thread watcher =
        Thread.ofPlatform()
            .start(() -> {
              while (node.isAlive(echo)) {
                node.processInfo(echo, terms("messages", "status"));
              }
            });
    node.inProcess(self -> {
      for (int i = 0; i < 5_000; i++) {
        self.send(echo, new Echo.Ping(self.pid(), i));
        assertThat(self.receive(LONG)).contains(i);
      }
      self.exit(echo, Atom.KILL);
      return null;
    });
    watcher.join();
  }

  private static final class Echo implements Behaviour {
    record Ping(Pid from, int number) {}

    @Override
    public void receive(Self self, Object message) {
      if (message instanceof Ping(Pid from, int number)) {
        self.send(from, number);
      }
    }
  }

  @Test
  void dictionary_entries_areShownAndEndWithTheProcess() {
    node.inProcess(self -> {
      assertThat(item(self.pid(), "dictionary")).isEqualTo(ListTerm.EMPTY);
      self.dictionary().put(atom("retries"), 3);
      self.dictionary().put(atom("object"), new Object());
      assertThat(self.dictionary()).containsEntry(atom("retries"), 3);
      assertThat(item(self.pid(), "{dictionary,retries}")).isEqualTo(term("3"));
      assertThat(item(self.pid(), "{dictionary,none}")).isEqualTo(Atom.UNDEFINED);
      assertThat(((ListTerm) item(self.pid(), "dictionary")).elements())
          .containsExactlyInAnyOrder(term("{retries,3}"), term("{object,'java.lang.Object'}"));
      self.processFlag("sensitive", Atom.TRUE);
      assertThat(item(self.pid(), "dictionary")).isEqualTo(ListTerm.EMPTY);
      return null;
    });
  }
}
