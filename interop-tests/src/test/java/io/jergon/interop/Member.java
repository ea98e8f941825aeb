package io.jergon.interop;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import io.jergon.testkit.ErlangNode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A node of a cluster of both kinds. Each runs a server `echo` that answers `{self(), Request}`.
sealed interface Member extends AutoCloseable {

  String name();

  /// What `echo` on another member answers to `hello`, as Erlang prints it; an error's text if it
  /// does not.
  String callEcho(String member);

  /// Monitors and links the `echo` of another member, each in a process of its own.
  void watch(String member);

  /// What [#watch] has seen so far: reasons of `DOWN` and `EXIT`.
  List<String> seen();

  /// Ends it without a word to the others where it can be killed.
  @Override
  void close();

  /// A real Erlang node.
  record Beam(ErlangNode erl) implements Member {

    static Beam start(ErlangNode.Builder builder) {
      ErlangNode erl = builder.start();
      erl.eval(
          """
          Echo = fun Loop() ->
            receive {'$gen_call', From, _} -> gen_server:reply(From, self()) end, Loop()
          end,
          true = register(echo, spawn(Echo)),
          register(log, spawn(fun() ->
            (fun Loop(Seen) ->
              receive
                {seen, Reason} -> Loop([Reason | Seen]);
                {'$gen_call', From, read} -> gen_server:reply(From, lists:sort(Seen)), Loop(Seen)
              end
            end)([])
          end))\
          """);
      return new Beam(erl);
    }

    @Override
    public String name() {
      return erl.name();
    }

    @Override
    public String callEcho(String member) {
      return erl.eval("catch is_pid(gen_server:call({echo, '%s'}, hello))".formatted(member));
    }

    @Override
    public void watch(String member) {
      erl.eval(
          """
          Tell = self(),
          spawn(fun() ->
            process_flag(trap_exit, true),
            Pid = gen_server:call({echo, '%1$s'}, hello),
            true = link(Pid),
            Tell ! ready,
            receive {'EXIT', Pid, Reason} -> log ! {seen, Reason} end
          end),
          spawn(fun() ->
            Ref = monitor(process, {echo, '%1$s'}),
            Tell ! ready,
            receive {'DOWN', Ref, process, _, Reason} -> log ! {seen, Reason} end
          end),
          receive ready -> ok end, receive ready -> ok end\
          """
              .formatted(member));
    }

    @Override
    public List<String> seen() {
      String seen = erl.eval("gen_server:call(log, read)");
      String inner = seen.substring(1, seen.length() - 1);
      return inner.isEmpty() ? List.of() : List.of(inner.split(","));
    }

    @Override
    public void close() {
      erl.close();
    }
  }

  /// A node in this JVM.
  record Jergon(Node node, List<String> seen) implements Member {

    static final class Echo implements GenServer<Term, Term> {
      private final Self self;

      Echo(Self self) {
        this.self = self;
      }

      @Override
      public CallResult handleCall(Term request, From from) {
        return Reply.of(self.pid());
      }
    }

    static Jergon start(NodeBuilder builder, int epmdPort, String cookie) {
      Node node =
          builder
              .cookie(cookie)
              .epmd(EpmdMode.CLIENT)
              .epmdPort(epmdPort)
              .listenAddress(InetAddress.getLoopbackAddress())
              .start();
      GenServer.start(node, "echo", Echo::new);
      return new Jergon(node, new CopyOnWriteArrayList<>());
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public String callEcho(String member) {
      try {
        Object pid = node.call(ProcessName.of("echo", member), HELLO, Duration.ofSeconds(10));
        return Boolean.toString(pid instanceof Pid);
      } catch (Exit e) {
        return String.valueOf(e.getMessage());
      }
    }

    @Override
    public void watch(String member) {
      ProcessName echo = ProcessName.of("echo", member);
      Pid pid = (Pid) node.call(echo, HELLO, Duration.ofSeconds(10));
      node.spawn(self -> {
        self.trapExit(true);
        self.link(pid);
        if (self.receive() instanceof ExitMessage exit) {
          seen.add(exit.reason().toString());
        }
      });
      node.spawn(self -> {
        self.monitor(echo);
        if (self.receive() instanceof DownMessage down) {
          seen.add(down.reason().toString());
        }
      });
      // A call behind both: they are made when it is answered.
      node.call(echo, HELLO, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /// A request.
  Term HELLO = Tuple.of(Atom.of("hello"));
}
