package io.jergon.interop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// The same random scripts of spawns, links, monitors, exits, names, aliases and timers on a real
/// BEAM and on Jergon: each process has to see the same.
///
/// An operation is done, and all its consequences are awaited, before the next one, so that the
/// outcome leaves nothing open but the order of the signals that one operation causes. There is no
/// second try: a difference is one.
///
/// On the BEAM one scheduler sees to it: a process that dies tells everybody before anybody else
/// runs, so each answer to a sync comes after all signals to who gives it. On Jergon the run waits
/// until every death has been told.
///
/// Releases beside the first one are asked a tenth of the scripts.
///
/// `-Dseed=` repeats a run, `-Dscript=` runs one script alone, as a failure prints it.
class SignalScriptsIT {
  private static final int SCRIPTS = Integer.getInteger("scripts", 10_000);
  private static final int BATCH = 250;

  private static final Logger CRASHES =
      (Logger) LoggerFactory.getLogger("io.jergon.node.process.LocalProcess");

  private static ErlangNode erl;
  private static Node node;

  @BeforeAll
  static void start() {
    RealErlang.require();
    CRASHES.setLevel(Level.OFF); // they are wanted here, by the hundred
    node =
        Node.builder("signals@127.0.0.1")
            .cookie("secret")
            .epmd(EpmdMode.NONE)
            .listenAddress(InetAddress.getLoopbackAddress())
            .start();
    node.functions()
        .offer(
            "jergon_signals",
            "loop",
            0,
            (self, _) -> {
              new JavaSignals().run(self);
              return Atom.OK;
            });
  }

  @AfterAll
  static void stop() {
    CRASHES.setLevel(null);
    if (node != null) {
      node.close();
    }
  }

  private static ErlangNode startErlang(Path program) {
    // with one scheduler a death is told to everybody before anybody else runs
    ErlangNode started = ErlangNode.undistributed().erl(program).arguments("+S", "1:1").start();
    started.load(SignalScriptsIT.class, "jergon_signals.erl");
    started.eval("logger:set_primary_config(level, none)");
    return started;
  }

  private static List<Term> beam(List<SignalScript> scripts) {
    erl.bindExternal(
        "Scripts",
        TermEncoder.encode(ListTerm.of(scripts.stream().map(SignalScript::term).toList())));
    Term outcomes = TermDecoder.DEFAULT.decode(erl.evalExternal("jergon_signals:run(Scripts)"));
    return ((ListTerm) outcomes).elements();
  }

  private static List<Term> jergon(List<SignalScript> scripts) {
    return node.inProcess(self -> {
      List<Term> outcomes = new ArrayList<>();
      for (SignalScript script : scripts) {
        outcomes.add(new JavaSignalRun(self).run(script));
      }
      return outcomes;
    });
  }

  private static boolean differ(Term beam, Term jergon) {
    return !SignalScript.canonical(beam).equals(SignalScript.canonical(jergon));
  }

  private static boolean differ(SignalScript script) {
    return differ(beam(List.of(script)).getFirst(), jergon(List.of(script)).getFirst());
  }

  private static void compare(List<SignalScript> scripts, String seed) {
    CompletableFuture<List<Term>> theirs = CompletableFuture.supplyAsync(() -> beam(scripts));
    List<Term> ours = jergon(scripts);
    for (int i = 0; i < scripts.size(); i++) {
      if (differ(theirs.join().get(i), ours.get(i))) {
        throw different(scripts.get(i), seed, theirs.join().get(i), ours.get(i));
      }
    }
  }

  /// Shows what was seen, and the shortest script that still differs, if it does so each time.
  private static AssertionError different(
      SignalScript script, String seed, Term beam, Term jergon) {
    SignalScript small = script.shrink(SignalScriptsIT::differ);
    return new AssertionError(
        "%s%n-Dscript='%s'%nBEAM    %s%nJergon  %s%nshorter %s"
            .formatted(
                seed, script, SignalScript.canonical(beam), SignalScript.canonical(jergon), small));
  }

  static List<Path> releases() {
    return RealErlang.releases();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void script_onBeamAndOnJergon_isSeenAlike(Path release) {
    try (ErlangNode started = startErlang(release)) {
      erl = started;
      compareMany(release.equals(releases().getFirst()) ? SCRIPTS : SCRIPTS / 10);
    }
  }

  private static void compareMany(int count) {
    String one = System.getProperty("script");
    if (one != null) {
      compare(List.of(SignalScript.parse(one)), "one script");
      return;
    }
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("SignalScriptsIT -Dseed=" + seed);
    Random random = new Random(seed);
    for (int done = 0; done < count; done += BATCH) {
      List<SignalScript> scripts = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        scripts.add(SignalScript.random(random));
      }
      compare(scripts, "-Dseed=" + seed);
    }
  }
}
