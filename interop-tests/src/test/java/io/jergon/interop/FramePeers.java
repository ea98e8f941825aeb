package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.ConnectionStatus;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Jergon node and a real Erlang node that are connected, for messages that are numbered by
/// sender and check themselves; see jergon_frames.erl. JUnit makes one per test class and release,
/// and closes it. The connection stays up all the time.
final class FramePeers implements AutoCloseable {
  private static final String ERL = "erl@127.0.0.1";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ProcessName FRAMES = ProcessName.of("frames", ERL);

  /// A message that came from Erlang.
  ///
  /// @param key which sender sent it
  record Checked(String key, int number, boolean intact) {}

  private final Path program;
  private final boolean erlDials;
  private final LinkedBlockingQueue<Checked> checked = new LinkedBlockingQueue<>();
  private @Nullable Epmd epmd;
  private @Nullable Node node;
  private @Nullable ErlangNode erl;

  private FramePeers(Path program, boolean erlDials) {
    this.program = program;
    this.erlDials = erlDials;
  }

  /// With every release; the first one both dials and is dialled. Nothing is started until it is
  /// used.
  static Stream<FramePeers> each() {
    List<Path> releases = RealErlang.releases();
    if (releases.isEmpty()) {
      RealErlang.require();
    }
    List<FramePeers> peers = new ArrayList<>();
    peers.add(new FramePeers(releases.getFirst(), true));
    for (int i = 0; i < releases.size(); i++) {
      peers.add(new FramePeers(releases.get(i), i % 2 == 1));
    }
    return peers.stream();
  }

  Node node() {
    if (node == null) {
      connect();
    }
    return node;
  }

  ErlangNode erl() {
    node();
    return erl;
  }

  private void connect() {
    epmd = Epmd.start();
    node = Place.jergon("java@127.0.0.1", epmd.port());
    erl =
        Wire.under(ErlangNode.builder(ERL).cookie(Place.COOKIE).epmdPort(epmd.port()).erl(program))
            .start();
    erl.load(FramePeers.class, "jergon_frames.erl");
    if (erlDials) {
      assertThat(erl.eval("net_adm:ping('java@127.0.0.1')")).isEqualTo("pong");
    } else {
      assertThat(node.ping(ERL)).isTrue();
    }
    erl.eval("net_kernel:monitor_nodes(true, #{node_type => all})");
    assertThat(erl.eval("jergon_frames:start()")).isEqualTo("ok");
    erl.bindExternal("To", TermEncoder.encode(node.spawn(this::check)));
  }

  private void check(Self self) {
    while (true) {
      if (self.receive() instanceof Tuple message
          && message.arity() == 3
          && message.get(0) instanceof Atom key
          && message.get(1) instanceof IntegerTerm number
          && message.get(2) instanceof Tuple content) {
        checked.add(new Checked(key.name(), (int) number.longValue(), isIntact(content)));
      }
    }
  }

  private static boolean isIntact(Tuple content) {
    Term term = content.get(1);
    Term proof = content.get(2);
    return switch (((Atom) content.get(0)).name()) {
      case "term" -> TermDecoder.DEFAULT.decode(((Binary) proof).toByteArray()).equals(term);
      case "binary" -> md5((Binary) term).equals(proof);
      case "atoms" -> Messages.names(term).equals(proof);
      default -> false;
    };
  }

  static Binary md5(Binary binary) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(binary.asByteBuffer());
      return Binary.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The next messages from Erlang, in the order they came, of senders whose key begins so.
  List<Checked> received(String key, int count) throws InterruptedException {
    List<Checked> all = new ArrayList<>();
    while (all.size() < count) {
      Checked next = checked.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("message " + all.size() + " of " + count).isNotNull();
      if (next.key().startsWith(key)) {
        all.add(next);
      }
    }
    return all;
  }

  /// What Erlang has to say of the messages it got since it was asked last, when so many have come.
  String report(int messages, String part) {
    return erl()
        .eval(
            "(fun({Counts, Errors, Keys}) -> %s end)(jergon_frames:report(%d))"
                .formatted(part, messages),
            LIMIT);
  }

  /// Sends a message to the process that checks them.
  static void send(Self self, String key, int number, Tuple content) {
    self.send(FRAMES, Tuple.of(Atom.of(key), IntegerTerm.of(number), content));
  }

  /// How the connection is doing.
  ConnectionStatus connection() {
    List<ConnectionStatus> all = node().connections();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /// Whether the connection broke since it was made.
  boolean hasBroken() {
    return !erl().eval("receive {nodedown, _, _} = Down -> Down after 0 -> no end").equals("no");
  }

  @Override
  public void close() {
    Closing.all(node, erl, epmd);
  }

  @Override
  public String toString() {
    return program.getFileName() + (erlDials ? " dials" : " is dialled");
  }
}
