package io.jergon.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class GenServerTest extends LocalNodeTest {

  /// Does what each call asks for, and writes down which callbacks ran.
  static final class Script implements GenServer<Term, Term> {
    final List<String> log;
    private Optional<Self> self = Optional.empty();

    Script(List<String> log) {
      this.log = log;
    }

    @Override
    public Init init(Self own) {
      self = Optional.of(own);
      log.add("init");
      return Init.ok();
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      log.add("call " + request);
      return switch (((Atom) request).name()) {
        case "reply" -> Reply.of(request);
        case "later" -> {
          Pid answerer =
              self.orElseThrow()
                  .spawn(SpawnOptions.DEFAULT, helper -> from.reply(helper.receive()));
          self.orElseThrow().send(answerer, atom("late"));
          yield Result.noReply();
        }
        case "twice" -> {
          from.reply(atom("first"));
          from.reply(atom("second"));
          yield Result.noReply();
        }
        case "never" -> Result.noReply();
        case "stop" -> Result.stop("stopped");
        case "stop_with_reply" -> Result.stop("stopped").reply(atom("bye"));
        case "timeout" -> Reply.of(Atom.OK).timeout(Duration.ofMillis(1));
        case "patience" -> Reply.of(Atom.OK).timeout(Duration.ofHours(1));
        case "continue" -> Reply.of(Atom.OK).thenContinue("one");
        case "hibernate" -> Reply.of(Atom.OK).hibernate();
        case "throw" -> throw new IllegalStateException("broken");
        case "exit" -> throw new Exit(Tuple.of(atom("why"), IntegerTerm.of(1)));
        case "trap" -> {
          self.orElseThrow().trapExit(true);
          yield Reply.of(Atom.OK);
        }
        default -> throw new IllegalArgumentException(request.toString());
      };
    }

    @Override
    public Result handleCast(Term request) {
      log.add("cast " + request);
      return request.equals(atom("stop")) ? Result.stop(Atom.NORMAL) : Result.noReply();
    }

    @Override
    public Result handleInfo(Object message) {
      log.add("info " + message);
      return Result.noReply();
    }

    @Override
    public Result handleContinue(Object continuation) {
      log.add("continue " + continuation);
      return continuation.equals("one") ? Result.noReply().thenContinue("two") : Result.noReply();
    }

    @Override
    public void terminate(Term reason) {
      log.add("terminate " + reason);
    }
  }

  private final List<String> log = new CopyOnWriteArrayList<>();

  private ServerRef<Script> start() {
    return GenServer.start(node, () -> new Script(log));
  }

  private Term call(ServerRef<?> server, String request) {
    return server.call(atom(request), SOON);
  }

  private static Pid pid(ServerRef<?> server) {
    return server.pid().orElseThrow();
  }

  @Test
  void call_replied_returnsTheReply() {
    assertThat(call(start(), "reply")).isEqualTo(atom("reply"));
  }

  @Test
  void call_deferred_isAnsweredByAnotherProcess() {
    assertThat(call(start(), "later")).isEqualTo(atom("late"));
  }

  @Test
  void call_repliedTwice_returnsTheFirstReply() {
    ServerRef<Script> server = start();
    assertThat(call(server, "twice")).isEqualTo(atom("first"));
    assertThat(call(server, "reply")).isEqualTo(atom("reply"));
  }

  @Test
  void call_withoutReply_exitsWithTimeout() {
    assertThatThrownBy(() -> start().call(atom("never"), Duration.ofMillis(20)))
        .asInstanceOf(InstanceOfAssertFactories.type(Exit.class))
        .extracting(Exit::reason)
        .isEqualTo(Atom.TIMEOUT);
  }

  @Test
  void call_toNobody_exitsWithNoproc() {
    ServerRef<Script> nobody = GenServer.ref(node, "nobody", node.name(), Script.class);
    assertThatThrownBy(() -> call(nobody, "reply"))
        .asInstanceOf(InstanceOfAssertFactories.type(Exit.class))
        .extracting(Exit::reason, Exit::uncaughtReason)
        .containsExactly(
            Atom.NOPROC, Term.parse("{noproc,{gen_server,call,[nobody,reply,10000]}}"));
  }

  @Test
  void stop_withReply_terminatesBeforeTheCallerHearsOfIt() {
    ServerRef<Script> server = start();
    CompletableFuture<Term> death = death(pid(server));
    assertThat(call(server, "stop_with_reply")).isEqualTo(atom("bye"));
    assertThat(log).containsExactly("init", "call stop_with_reply", "terminate stopped");
    assertThat(join(death)).isEqualTo(atom("stopped"));
  }

  @Test
  void stop_withoutReply_isTheCallersReason() {
    assertExit("stop", "stopped");
  }

  @Test
  void exit_inACallback_isTheReasonOfServerAndCaller() {
    assertExit("exit", "{why,1}");
  }

  private void assertExit(String request, String reason) {
    ServerRef<Script> server = start();
    CompletableFuture<Term> death = death(pid(server));
    assertThatThrownBy(() -> call(server, request))
        .asInstanceOf(InstanceOfAssertFactories.type(Exit.class))
        .extracting(Exit::reason)
        .isEqualTo(Term.parse(reason));
    assertThat(join(death)).isEqualTo(Term.parse(reason));
    assertThat(log).endsWith("terminate " + reason);
  }

  @Test
  void exception_inACallback_isClassMessageAndStacktrace() {
    ServerRef<Script> server = start();
    CompletableFuture<Term> death = death(pid(server));
    assertThatThrownBy(() -> call(server, "throw")).isInstanceOf(Exit.class);
    assertThat(((Tuple) join(death)).get(0))
        .isEqualTo(Term.parse("{'java.lang.IllegalStateException',<<\"broken\">>}"));
  }

  @Test
  void cast_andInfo_reachTheirCallbacks() {
    ServerRef<Script> server = start();
    server.cast(atom("a"));
    node.send(pid(server), atom("b"));
    call(server, "reply");
    assertThat(log).containsExactly("init", "cast a", "info b", "call reply");
  }

  @Test
  void cast_thatStopsNormally_terminatesWithNormal() {
    ServerRef<Script> server = start();
    CompletableFuture<Term> death = death(pid(server));
    server.cast(atom("stop"));
    assertThat(join(death)).isEqualTo(Atom.NORMAL);
    assertThat(log).containsExactly("init", "cast stop", "terminate normal");
  }

  @Test
  void timeout_withoutAMessage_isHandledOnce() throws Exception {
    CompletableFuture<Object> info = new CompletableFuture<>();
    ServerRef<Forwarder> server =
        GenServer.start(node, () -> new Forwarder(info, Init.ok().timeout(Duration.ofMillis(1))));
    assertThat(join(info)).isEqualTo(Atom.TIMEOUT);
    assertThat(node.isAlive(pid(server))).isTrue();
  }

  @Test
  void timeout_outlivesASystemRequest() {
    CompletableFuture<Object> info = new CompletableFuture<>();
    Init soon = Init.ok().timeout(Duration.ofMillis(300));
    ServerRef<Forwarder> server = GenServer.start(node, () -> new Forwarder(info, soon));
    node.inProcess(self -> {
      Tuple from = Tuple.of(self.pid(), self.makeRef());
      self.send(pid(server), Tuple.of(atom("system"), from, atom("get_state")));
      return self.receive();
    });
    assertThat(join(info)).isEqualTo(Atom.TIMEOUT);
  }

  @Test
  void init_thatThrows_isNotTerminated() {
    List<String> ended = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> GenServer.start(node, () -> new Unlucky(ended)))
        .isInstanceOf(StartException.class);
    assertThat(ended).isEmpty();
  }

  record Unlucky(List<String> ended) implements GenServer<Term, Term> {
    @Override
    public Init init(Self self) {
      throw new IllegalStateException("no");
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(request);
    }

    @Override
    public void terminate(Term reason) {
      ended.add(reason.toString());
    }
  }

  @Test
  void timeout_beforeAMessage_isCancelledByIt() {
    ServerRef<Script> server = start();
    call(server, "patience");
    call(server, "reply");
    assertThat(log).containsExactly("init", "call patience", "call reply");
  }

  /// Hands its first info to the test.
  record Forwarder(CompletableFuture<Object> info, Init first) implements GenServer<Term, Term> {
    @Override
    public Init init(Self self) {
      return first;
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(request);
    }

    @Override
    public Result handleInfo(Object message) {
      info.complete(message);
      return Result.noReply();
    }
  }

  @Test
  void continue_comesBeforeTheNextMessage() {
    ServerRef<Script> server = start();
    call(server, "continue");
    call(server, "reply");
    assertThat(log)
        .containsExactly("init", "call continue", "continue one", "continue two", "call reply");
  }

  @Test
  void hibernate_isOnlyAHint() {
    ServerRef<Script> server = start();
    call(server, "hibernate");
    assertThat(call(server, "reply")).isEqualTo(atom("reply"));
  }

  @Test
  void init_thatStops_isTheReasonOfTheStart() {
    assertStartFails(() -> new Forwarder(new CompletableFuture<>(), Init.stop(atom("no"))), "no");
  }

  @Test
  void init_thatIgnores_failsTheStartWithIgnore() {
    assertStartFails(() -> new Forwarder(new CompletableFuture<>(), Init.ignore()), "ignore");
  }

  private void assertStartFails(
      java.util.function.Supplier<? extends GenServer<?, ?>> server, String reason) {
    assertThatThrownBy(() -> GenServer.start(node, "unlucky", server::get))
        .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
        .extracting(StartException::reason)
        .isEqualTo(Term.parse(reason));
    assertThat(node.whereis("unlucky")).isEmpty();
  }

  @Test
  void constructor_thatThrows_failsTheStartWithItsReason() {
    assertThatThrownBy(() ->
            GenServer.start(
                node,
                () -> {
                  throw new Exit(atom("bad_config"));
                }))
        .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
        .extracting(StartException::reason)
        .isEqualTo(atom("bad_config"));
  }

  @Test
  void start_underATakenName_saysWhoHasIt() {
    ServerRef<Script> first = GenServer.start(node, "taken", () -> new Script(log));
    assertThatThrownBy(() -> GenServer.start(node, "taken", () -> new Script(log)))
        .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
        .extracting(StartException::reason)
        .isEqualTo(Tuple.of(atom("already_started"), pid(first)));
  }

  @Test
  void parentsExit_ofATrappingServer_terminatesIt() {
    CompletableFuture<ServerRef<Script>> started = new CompletableFuture<>();
    Pid parent =
        node.spawn(self -> {
          started.complete(GenServer.startLink(self, "child", () -> new Script(log)));
          self.receive();
        });
    ServerRef<Script> server = join(started);
    call(server, "trap");
    CompletableFuture<Term> death = death(pid(server));
    node.exit(parent, atom("over"));
    assertThat(join(death)).isEqualTo(atom("over"));
    assertThat(log).endsWith("terminate over");
  }

  @Test
  void exitSignal_ofAnyoneElse_isAnInfoForATrappingServer() {
    ServerRef<Script> server = start();
    call(server, "trap");
    Pid sender = node.spawn(self -> self.exit(pid(server), atom("go_away")));
    join(death(sender));
    call(server, "reply");
    assertThat(log).contains("info " + new ExitMessage(sender, atom("go_away")));
  }

  @Test
  void exitSignal_toAServerThatDoesNotTrap_endsItWithoutTerminate() {
    ServerRef<Script> server = start();
    CompletableFuture<Term> death = death(pid(server));
    node.exit(pid(server), atom("go_away"));
    assertThat(join(death)).isEqualTo(atom("go_away"));
    assertThat(log).containsExactly("init");
  }

  @Test
  void stop_terminatesTheServer_andWaits() {
    ServerRef<Script> server = start();
    server.stop(SOON);
    assertThat(node.isAlive(pid(server))).isFalse();
    assertThat(log).containsExactly("init", "terminate normal");
    assertThatThrownBy(() -> server.stop(SOON))
        .asInstanceOf(InstanceOfAssertFactories.type(Exit.class))
        .extracting(Exit::reason)
        .isEqualTo(Atom.NOPROC);
  }

  @Test
  void call_byName_withinAProcess_returnsTheReply() {
    GenServer.start(node, "script", () -> new Script(log));
    Object reply =
        node.inProcess(
            self -> self.call(ProcessName.of("script", node.name()), atom("reply"), SOON));
    assertThat(reply).isEqualTo(atom("reply"));
  }
}
