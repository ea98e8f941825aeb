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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A node of a cluster of both kinds. Each runs a server `echo` that answers each call with the pid
/// of a new process: whoever links to that one ends nobody else with it.
sealed interface Member extends AutoCloseable {

  String name();

  /// `true` if `echo` on another member answers with a pid; otherwise what it did, in words.
  String callEcho(String member);

  /// Monitors the `echo` of another member and links to a process there, each in a process of its
  /// own, which then calls `echo`: when that is answered, the link or monitor is there.
  void watch(String member);

  /// What [#watch] has seen so far: a member's name and the reason, for each `DOWN` and `EXIT`.
  List<String> seen();

  /// The members it is connected to.
  List<String> nodes();

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
            receive {'$gen_call', From, _} ->
              gen_server:reply(From, spawn(fun() -> receive never -> ok end end))
            end,
            Loop()
          end,
          true = register(echo, spawn(Echo)),
          yes = global:register_name(node(), whereis(echo)),
          register(log, spawn(fun() ->
            (fun Loop(Seen) ->
              receive
                {seen, Node, Reason} ->
                  Loop([lists:flatten(io_lib:format("~s ~0p", [Node, Reason])) | Seen]);
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
            Pid = gen_server:call({echo, '%1$s'}, hello, 20000),
            true = link(Pid),
            gen_server:call({echo, '%1$s'}, hello, 20000),
            Tell ! ready,
            receive {'EXIT', Pid, Reason} -> log ! {seen, '%1$s', Reason} end
          end),
          spawn(fun() ->
            Ref = monitor(process, {echo, '%1$s'}),
            gen_server:call({echo, '%1$s'}, hello, 20000),
            Tell ! ready,
            receive {'DOWN', Ref, process, _, Reason} -> log ! {seen, '%1$s', Reason} end
          end),
          receive ready -> ok end, receive ready -> ok end\
          """
              .formatted(member));
    }

    @Override
    public List<String> seen() {
      return list("gen_server:call(log, read)");
    }

    @Override
    public List<String> nodes() {
      return list("nodes(connected)");
    }

    /// The members of whose `echo` it knows the global name.
    List<String> globalNames() {
      return list(
          """
          [Name || Name <- global:registered_names(), Pid <- [global:whereis_name(Name)],
              is_pid(Pid), node(Pid) =:= Name]\
          """);
    }

    /// The atoms or strings of a list.
    private List<String> list(String expressions) {
      String printed = erl.eval(expressions);
      String inner = printed.substring(1, printed.length() - 1).replaceAll("['\"]", "");
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
        return Reply.of(self.node().spawn(victim -> victim.receive(m -> false)));
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
        Object pid = node.call(ProcessName.of("echo", member), HELLO, SOON);
        return Boolean.toString(pid instanceof Pid);
      } catch (Exit e) {
        return String.valueOf(e.getMessage());
      }
    }

    @Override
    public void watch(String member) {
      ProcessName echo = ProcessName.of("echo", member);
      CompletableFuture<Object> linked = new CompletableFuture<>();
      CompletableFuture<Object> monitored = new CompletableFuture<>();
      node.spawn(self -> {
        self.trapExit(true);
        self.link((Pid) self.call(echo, HELLO, SOON));
        linked.complete(self.call(echo, HELLO, SOON));
        if (self.receive() instanceof ExitMessage exit) {
          seen.add(member + " " + exit.reason());
        }
      });
      node.spawn(self -> {
        self.monitor(echo);
        monitored.complete(self.call(echo, HELLO, SOON));
        if (self.receive() instanceof DownMessage down) {
          seen.add(member + " " + down.reason());
        }
      });
      linked.orTimeout(30, TimeUnit.SECONDS).join();
      monitored.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public List<String> nodes() {
      return node.nodes();
    }

    @Override
    public void close() {
      node.close();
    }
  }

  Duration SOON = Duration.ofSeconds(20);

  /// A request.
  Term HELLO = Tuple.of(Atom.of("hello"));
}
