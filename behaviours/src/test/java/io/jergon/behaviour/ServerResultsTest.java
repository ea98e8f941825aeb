package io.jergon.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.DeadLetter;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.MailboxLimit;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What callbacks may return, and how a server may be started.
class ServerResultsTest extends LocalNodeTest {
  private final List<String> log = new CopyOnWriteArrayList<>();

  /// Returns `first` from `init`, and `then` from every other callback.
  private final class Same implements GenServer<Term, Term> {
    private final Init first;
    private final Result then;

    Same(Init first, Result then) {
      this.first = first;
      this.then = then;
    }

    @Override
    public Init init(Self self) {
      log.add("init");
      return first;
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      log.add("call");
      from.reply(request);
      return then;
    }

    @Override
    public Result handleCast(Term request) {
      log.add("cast");
      return then;
    }

    @Override
    public Result handleInfo(Object message) {
      log.add("info " + message);
      return message.equals("go on") ? Result.noReply().thenContinue("x") : then;
    }

    @Override
    public Result handleContinue(Object continuation) {
      log.add("continue");
      return then;
    }
  }

  @Test
  void hibernate_fromAnyCallback_leavesTheServerAtItsService() {
    ServerRef<Same> server =
        GenServer.start(node, () -> new Same(Init.ok().hibernate(), Result.noReply().hibernate()));
    server.cast(atom("a"));
    node.send(server.pid().orElseThrow(), "b");
    node.send(server.pid().orElseThrow(), "go on");
    assertThat(server.call(atom("c"), SOON)).isEqualTo(atom("c"));
    assertThat(server.call(atom("d"), SOON)).isEqualTo(atom("d"));
    assertThat(log)
        .containsExactly("init", "cast", "info b", "info go on", "continue", "call", "call");
  }

  @Test
  void timeout_withAMessage_isThatInfoFromAnyCallback() throws InterruptedException {
    CountDownLatch infos = new CountDownLatch(2);
    Duration soon = Duration.ofMillis(1);
    GenServer.start(
        node,
        () ->
            new GenServer<Term, Term>() {
              @Override
              public Init init(Self self) {
                return Init.ok().timeout(soon, "of init");
              }

              @Override
              public CallResult handleCall(Term request, From from) {
                return Reply.of(request).timeout(soon, "of a call");
              }

              @Override
              public Result handleInfo(Object message) {
                log.add(message.toString());
                infos.countDown();
                return infos.getCount() == 0
                    ? Result.noReply()
                    : Result.noReply().timeout(soon, "of an info");
              }
            });
    assertThat(infos.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(log).containsExactly("of init", "of an info");
  }

  @Test
  void init_error_isNoCrashForWhoIsLinked() {
    CompletableFuture<Term> reason = new CompletableFuture<>();
    Pid parent = node.spawn(self -> reason.complete(refusal(self, Init.error(atom("no")))));
    assertThat(join(reason)).isEqualTo(atom("no"));
    assertThat(join(death(parent))).isIn(Atom.NORMAL, atom("noproc"));
    assertThat(node.whereis("refused")).isEmpty();
  }

  @Test
  void init_stop_isACrashForWhoIsLinked() {
    CompletableFuture<Term> death = new CompletableFuture<>();
    node.spawn(self -> {
      self.trapExit(true);
      self.spawn(SpawnOptions.DEFAULT.withLink(), own -> refusal(own, Init.stop(atom("broken"))));
      death.complete(((ExitMessage) self.receive()).reason());
    });
    assertThat(join(death)).isEqualTo(atom("broken"));
  }

  private Term refusal(Self self, Init first) {
    try {
      GenServer.startLink(self, "refused", () -> new Same(first, Result.noReply()));
      return atom("started");
    } catch (StartException e) {
      return e.reason();
    }
  }

  @Test
  void start_withOptions_limitsTheMailbox() throws InterruptedException {
    List<DeadLetter> letters = new CopyOnWriteArrayList<>();
    CountDownLatch goOn = new CountDownLatch(1);
    try (Node limited =
        Node.builder("limited@127.0.0.1")
            .cookie("c")
            .epmd(EpmdMode.NONE)
            .onDeadLetter(letters::add)
            .start()) {
      ServerRef<Same> server =
          GenServer.start(
              limited,
              SpawnOptions.DEFAULT.withName("full").withMailboxLimit(MailboxLimit.dropNewest(1)),
              self -> {
                self.send(self.pid(), "one");
                self.send(self.pid(), "two");
                goOn.countDown();
                return new Same(Init.ok(), Result.noReply());
              });
      assertThat(goOn.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(server.call(atom("c"), SOON)).isEqualTo(atom("c"));
      assertThat(limited.whereis("full")).isEqualTo(server.pid());
    }
    assertThat(log).containsExactly("init", "info one", "call");
    assertThat(letters)
        .extracting(DeadLetter::cause, DeadLetter::message)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Cause.MAILBOX_FULL, "two"));
  }

  @Test
  void processInfo_ofAServer_namesItsClassAndItsParent() {
    node.inProcess(self -> {
      ServerRef<Same> server =
          GenServer.startLink(self, () -> new Same(Init.ok(), Result.noReply()));
      List<Atom> items = List.of(atom("initial_call"), atom("parent"));
      assertThat(node.processInfo(server.pid().orElseThrow(), items).orElseThrow().toTerm())
          .hasToString(
              "[{initial_call,{'"
                  + Same.class.getName()
                  + "',init,1}},{parent,"
                  + self.pid()
                  + "}]");
      return null;
    });
  }

  @Test
  void stop_withAReason_endsTheServerWithIt() {
    ServerRef<Same> server = GenServer.start(node, () -> new Same(Init.ok(), Result.noReply()));
    CompletableFuture<Term> death = death(server.pid().orElseThrow());
    server.stop(atom("shutdown"), SOON);
    assertThat(join(death)).isEqualTo(atom("shutdown"));
  }

  @Test
  void call_withoutEnd_saysInfinity() {
    ServerRef<Same> server = GenServer.ref(node, "nobody", Same.class);
    assertThatThrownBy(() -> server.call(atom("x"), ServerRef.INFINITY))
        .isInstanceOfSatisfying(
            Exit.class,
            e ->
                assertThat(e.uncaughtReason())
                    .hasToString("{noproc,{gen_server,call,[nobody,x,infinity]}}"));
  }

  @Test
  void start_withLink_isRefused() {
    SpawnOptions linked = SpawnOptions.DEFAULT.withLink();
    assertThatThrownBy(
            () -> GenServer.start(node, linked, () -> new Same(Init.ok(), Result.noReply())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("startLink");
  }

  @Test
  void childSpec_withOptions_startsAChildWithoutAName() {
    Pid top =
        Supervisor.start(
            node,
            "top",
            SupervisorSpec.oneForOne()
                .child(
                    ChildSpec.server(
                        "nameless",
                        SpawnOptions.DEFAULT.withMailboxLimit(MailboxLimit.exit(10)),
                        () -> new Same(Init.ok(), Result.noReply()))));
    assertThat(node.whereis("nameless")).isEmpty();
    assertThat(node.processInfo(top).orElseThrow().links()).hasSize(1);
  }

  @Test
  void childSpec_initError_failsTheSupervisorsStart() {
    Optional<Term> reason;
    try {
      Supervisor.start(
          node,
          "top",
          SupervisorSpec.oneForOne()
              .child(
                  ChildSpec.server(
                      "child", () -> new Same(Init.error(atom("no")), Result.noReply()))));
      reason = Optional.empty();
    } catch (StartException e) {
      reason = Optional.of(e.reason());
    }
    assertThat(reason).contains(Term.parse("{shutdown, {failed_to_start_child, child, no}}"));
  }

  @Test
  void callback_returnsNull_crashesAndSaysSo() {
    ServerRef<Same> server = GenServer.start(node, () -> new Same(Init.ok(), null));
    CompletableFuture<Term> death = death(server.pid().orElseThrow());
    server.cast(atom("a"));
    assertThat(join(death).toString()).contains("a callback returned null");
    assertThatThrownBy(() -> GenServer.start(node, () -> new Same(null, null)))
        .hasMessageContaining("a callback returned null");
  }

  @Test
  void reply_null_isRefused() {
    assertThatThrownBy(() -> Reply.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("an Optional");
  }
}
