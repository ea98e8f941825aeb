package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Trace tokens (`seq_trace`) that come from each release of Erlang and go back to it: an Erlang
/// node that traces sees the same serials, whether the processes on the way are on another one or
/// here.
@ParameterizedClass
@MethodSource("io.jergon.interop.Releases#each")
class SeqTraceIT {

  private static final String COOKIE = "interop";

  private final Path release;
  private Epmd epmd;
  private ErlangNode erl;
  private Node node;

  SeqTraceIT(Path release) {
    this.release = release;
  }

  @BeforeEach
  void start() {
    RealErlang.require();
    epmd = Epmd.start();
    erl = erl("erl@127.0.0.1");
    node =
        Wire.under(
                Node.builder("java@127.0.0.1")
                    .cookie(COOKIE)
                    .epmdPort(epmd.port())
                    .listenAddress(InetAddress.getLoopbackAddress()))
            .start();
    node.spawn(SpawnOptions.DEFAULT.withName("echo"), SeqTraceIT::echo);
    node.spawn(SpawnOptions.DEFAULT.withName("relay"), SeqTraceIT::relay);
    node.spawn(SpawnOptions.DEFAULT.withName("leaver"), SeqTraceIT::leaver);
    node.functions()
        .offer(
            "seq_trace_suite",
            "child",
            1,
            (self, arguments) -> {
              self.send((Pid) arguments.getFirst(), Atom.of("hello"));
              return Atom.of("ok");
            });
  }

  @AfterEach
  void stop() {
    node.close();
    erl.close();
    epmd.close();
  }

  private ErlangNode erl(String name) {
    ErlangNode started =
        Wire.under(ErlangNode.builder(name).erl(release).cookie(COOKIE).epmdPort(epmd.port()))
            .start();
    started.load(SeqTraceIT.class, "seq_trace_suite.erl");
    return started;
  }

  // The processes of seq_trace_suite:start/0, in Java.

  private static void echo(Self self) {
    while (true) {
      Tuple message = (Tuple) self.receive();
      if (message.arity() == 3) {
        Tuple from = (Tuple) message.get(1);
        Tuple reply = Tuple.of(from.get(1), message.get(2));
        if (from.get(1) instanceof ListTerm tag) {
          self.send((io.jergon.etf.Ref) tag.tail(), reply);
        } else {
          self.send((Pid) from.get(0), reply);
        }
      } else {
        self.send((Pid) message.get(0), message.get(1));
      }
    }
  }

  private static void relay(Self self) {
    while (true) {
      Tuple message = (Tuple) self.receive();
      Pid from = (Pid) message.get(0);
      Pid next =
          self.spawn(
              SpawnOptions.DEFAULT,
              other -> other.send(from, Tuple.of(Atom.of("second"), (Term) other.receive())));
      self.send(from, Tuple.of(Atom.of("first"), message.get(1)));
      self.send(next, message.get(1));
    }
  }

  private static void leaver(Self self) {
    while (true) {
      Tuple message = (Tuple) self.receive();
      Pid to = (Pid) message.get(1);
      if (message.get(0).equals(Atom.of("exit"))) {
        self.exit(to, message.get(2));
      } else {
        self.spawn(
            SpawnOptions.DEFAULT,
            other -> {
              other.link(to);
              other.send(to, Atom.of("linked"));
              throw other.exit(message.get(2));
            });
      }
    }
  }

  @Test
  void trace_throughJergon_hasTheSerialsOfErlang() {
    try (var other = erl("other@127.0.0.1")) {
      other.eval("seq_trace_suite:start()");
      assertThat(erl.eval("seq_trace_suite:events('java@127.0.0.1')"))
          .isEqualTo(erl.eval("seq_trace_suite:events('other@127.0.0.1')"))
          .contains("{call,[{send,{0,1}},{'receive',{1,2}}]}");
    }
  }

  /// A BEAM node that spawns while it has a token takes the tagged word for the serial, 63 for 3
  /// (`erl_process.c`, OTP 25 to 29), and goes on from there. Its docs say nothing of it.
  @Test
  void trace_throughJergonWhereItSpawns_countsOn() {
    assertThat(erl.eval("seq_trace_suite:events(relay, 'java@127.0.0.1')"))
        .isEqualTo("[{send,{0,1}},{'receive',{3,4}},{'receive',{5,6}}]");
  }

  @Test
  void trace_begunHere_goesThroughErlang() {
    erl.eval("seq_trace_suite:start()");
    node.inProcess(self -> {
      Term token = Term.parse("{3, {a, label}, 0, " + self.pid() + ", 0}");
      ProcessName echo = ProcessName.of("echo", erl.name());
      assertThat(self.traceToken()).isEmpty();

      self.traceToken(token);
      self.send(echo, Tuple.of(self.pid(), Atom.of("hello")));
      assertThat(self.receive(SOON)).contains(Atom.of("hello"));

      Tuple back = (Tuple) self.traceToken().orElseThrow();
      assertThat(back.get(1)).isEqualTo(Term.parse("{a, label}"));
      assertThat(back.get(2)).isEqualTo(Term.parse("2"));
      assertThat(((Pid) back.get(3)).node()).isEqualTo(Atom.of(erl.name()));
      assertThat(back.get(4)).isEqualTo(Term.parse("1"));

      assertThat(self.call(echo, Atom.of("again"), SOON)).isEqualTo(Atom.of("again"));
      assertThat(((Tuple) self.traceToken().orElseThrow()).get(2)).isEqualTo(Term.parse("4"));
      return null;
    });
  }

  @Test
  void trace_spawnFromHere_goesOnFromTheReplyAsInErlang() {
    try (var other = erl("other@127.0.0.1")) {
      String start = "(fun() -> seq_trace:set_token({1, a, 0, self(), 0}), ";
      String end =
          ", {_, _, Serial, By, Last} = seq_trace:get_token(), seq_trace:set_token([]),"
              + " {Serial, node(By), Last} end)()";
      String spawned = erl.eval(start + "spawn('other@127.0.0.1', erlang, node, [])" + end);
      String asked =
          erl.eval(
              start
                  + "spawn_request('other@127.0.0.1', erlang, node, []),"
                  + " receive {spawn_reply, _, ok, _} -> ok end"
                  + end);
      node.inProcess(self -> {
        Term token = Term.parse("{1, a, 0, " + self.pid() + ", 0}");
        self.traceToken(token);
        self.spawn(SpawnOptions.DEFAULT, other.name(), "erlang", "node", List.of());
        assertThat(counts(self)).isEqualTo(spawned);

        self.traceToken(token);
        self.spawnRequest(SpawnRequest.of(other.name(), "erlang", "node", List.of()));
        assertThat(self.receive(SOON)).containsInstanceOf(SpawnReply.class);
        assertThat(counts(self)).isEqualTo(asked);
        return null;
      });
    }
  }

  private static String counts(Self self) {
    Tuple token = (Tuple) self.traceToken().orElseThrow();
    return Tuple.of(token.get(2), ((Pid) token.get(3)).node(), token.get(4))
        .toString()
        .replace(" ", "");
  }

  /// What nobody sent leaves the token alone.
  @Test
  void trace_timersAndMonitors_leaveItAsInErlang() {
    String erlang =
        erl.eval(
            """
            Ask = fun(Do) ->
                Token = {1, a, 0, self(), 0},
                seq_trace:set_token(Token),
                Do(),
                receive _ -> ok end,
                After = seq_trace:get_token(),
                seq_trace:set_token([]),
                After =:= Token
            end,
            [Ask(Do) || Do <- [
                fun() -> erlang:send_after(0, self(), timer) end,
                fun() -> monitor(process, nobody) end,
                fun() -> monitor_node('nobody@127.0.0.1', true) end,
                fun() -> spawn_request('nobody@127.0.0.1', m, f, []) end]]\
            """);
    List<Consumer<Self>> all =
        List.of(
            self -> self.sendAfter(Duration.ZERO, self.pid(), Atom.of("timer")),
            self -> self.monitor(ProcessName.of("nobody", node.name())),
            self -> self.monitorNode("nobody@127.0.0.1"),
            self -> self.spawnRequest(SpawnRequest.of("nobody@127.0.0.1", "m", "f", List.of())));
    String here =
        node.inProcess(self -> {
          Term token = Term.parse("{1, a, 0, " + self.pid() + ", 0}");
          List<Boolean> kept = new ArrayList<>();
          for (Consumer<Self> one : all) {
            self.traceToken(token);
            one.accept(self);
            assertThat(self.receive(SOON)).isPresent();
            kept.add(self.traceToken().filter(token::equals).isPresent());
          }
          return kept.toString().replace(" ", "");
        });
    assertThat(here).isEqualTo(erlang);
  }

  @Test
  void trace_messageWithoutToken_endsIt() {
    erl.eval("seq_trace_suite:start(), register(erl, self())");
    node.inProcess(self -> {
      self.traceToken(Term.parse("{3, a, 0, " + self.pid() + ", 0}"));
      self.send(self.pid(), Atom.of("mine"));
      assertThat(self.receive(SOON)).contains(Atom.of("mine"));
      assertThat(self.traceToken()).isPresent();
      node.spawn(other -> other.send(self.pid(), Atom.of("plain"))); // inherits it
      assertThat(self.receive(SOON)).contains(Atom.of("plain"));
      assertThat(self.traceToken()).isPresent();
      self.register(Atom.of("me"));
      erl.eval("{me, 'java@127.0.0.1'} ! without");
      assertThat(self.receive(SOON)).contains(Atom.of("without"));
      assertThat(self.traceToken()).isEmpty();
      return null;
    });
  }
}
