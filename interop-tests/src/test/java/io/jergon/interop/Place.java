package io.jergon.interop;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the other side of a Java process is: on the same node, on another Jergon node in this JVM,
/// or in a real Erlang node. What a process sees of the others must not depend on it.
final class Place implements AutoCloseable {

  enum Kind {
    LOCAL,
    OTHER_JERGON,
    ERLANG
  }

  static final String COOKIE = "interop";
  static final Duration SOON = Duration.ofSeconds(10);
  private static final Atom STOP = Atom.of("stop");

  private final Kind kind;
  private @Nullable Epmd epmd;
  private @Nullable Node node;
  private @Nullable Node other;
  private @Nullable ErlangNode erl;

  Place(Kind kind) {
    this.kind = kind;
  }

  /// One of each kind; nothing is started until it is used.
  static Stream<Place> each() {
    return Stream.of(Kind.values()).map(Place::new);
  }

  /// The real Erlang alone.
  static Place erlang() {
    return new Place(Kind.ERLANG);
  }

  Kind kind() {
    return kind;
  }

  /// The node of the Java processes under test.
  Node node() {
    if (node == null) {
      RealErlang.require();
      epmd = Epmd.start();
      node = jergon("java@127.0.0.1", epmd.port());
      echo(node);
      switch (kind) {
        case LOCAL -> {}
        case OTHER_JERGON -> {
          other = jergon("other@127.0.0.1", epmd.port());
          echo(other);
        }
        case ERLANG -> erl = erlang("erl@127.0.0.1", epmd.port());
      }
    }
    return node;
  }

  int epmdPort() {
    node();
    return epmd.port();
  }

  ErlangNode erl() {
    node();
    return erl;
  }

  /// The name of the node where the victims live.
  String name() {
    node();
    return switch (kind) {
      case LOCAL -> node.name();
      case OTHER_JERGON -> other.name();
      case ERLANG -> erl.name();
    };
  }

  /// Starts a process over there that does what it is told (see jergon_victim.erl).
  Pid victim() {
    node();
    return switch (kind) {
      case LOCAL -> node.spawn(Place::victimLoop);
      case OTHER_JERGON -> other.spawn(Place::victimLoop);
      case ERLANG -> (Pid) term(erl, "jergon_victim:start()");
    };
  }

  /// What a process that traps exits, and has a new victim, sees.
  List<Object> seenBy(Function<Seen, List<Object>> body) {
    Pid victim = victim();
    return node()
        .inProcess(self -> {
          self.trapExit(true);
          return body.apply(new Seen(self, victim));
        });
  }

  /// Waits until everything that the other node has sent to this process is in its mailbox, and
  /// takes all out.
  List<Object> settled(Self self) {
    self.call(ProcessName.of("echo", name()), Atom.of("sync"), SOON);
    return all(self);
  }

  /// Takes out all that is in the mailbox now.
  static List<Object> all(Self self) {
    List<Object> all = new ArrayList<>();
    for (var next = self.receive(Duration.ZERO);
        next.isPresent();
        next = self.receive(Duration.ZERO)) {
      all.add(next.get());
    }
    return all;
  }

  /// The next message, waited for, and all others that are there when the other node has said all.
  List<Object> signals(Self self) {
    List<Object> all = new ArrayList<>();
    self.receive(SOON).ifPresent(all::add);
    all.addAll(settled(self));
    return all;
  }

  static Node jergon(String name, int epmdPort) {
    return Wire.under(
            Node.builder(name)
                .cookie(COOKIE)
                .epmd(EpmdMode.CLIENT)
                .epmdPort(epmdPort)
                .listenAddress(InetAddress.getLoopbackAddress()))
        .start();
  }

  static ErlangNode erlang(String name, int epmdPort) {
    var erl = Wire.under(ErlangNode.builder(name).cookie(COOKIE).epmdPort(epmdPort)).start();
    prepare(erl);
    return erl;
  }

  /// Loads what the tests use, and starts the reference demo.
  static void prepare(ErlangNode erl) {
    for (String module :
        new String[] {
          "jergon_suite", "jergon_victim", "demo_reference_server", "demo_reference", "jergon_demo"
        }) {
      erl.load(Place.class, module + ".erl");
    }
    erl.eval("demo_reference:start()");
  }

  /// Evaluates Erlang expressions and reads the value.
  static Term term(ErlangNode erl, String expressions) {
    return TermDecoder.DEFAULT.decode(erl.evalExternal(expressions));
  }

  private static void echo(Node node) {
    GenServer.start(node, "echo", TermEcho::new);
  }

  /// Answers each call with its request.
  static final class TermEcho implements GenServer<Term, Term> {
    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(request);
    }
  }

  static void victimLoop(Self self) {
    for (Object message = self.receive(); !STOP.equals(message); message = self.receive()) {
      if (message instanceof Tuple t && t.arity() == 2) {
        switch (t.get(0)) {
          case Atom a when a.is("exit") -> throw self.exit(t.get(1));
          case Atom a when a.is("link") -> self.link((Pid) t.get(1));
          case Atom a when a.is("unlink") -> self.unlink((Pid) t.get(1));
          case Atom a when a.is("trap") -> self.trapExit(t.get(1).equals(Atom.TRUE));
          case Pid from -> self.send(from, Tuple.of(self.pid(), t.get(1)));
          default -> {}
        }
      }
    }
  }

  @Override
  public void close() {
    Closing.all(node, other, erl, epmd);
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
