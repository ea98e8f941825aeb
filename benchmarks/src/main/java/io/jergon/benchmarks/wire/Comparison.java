package io.jergon.benchmarks.wire;

import io.jergon.benchmarks.report.Machine;
import io.jergon.benchmarks.report.Options;
import io.jergon.benchmarks.report.Switches;
import io.jergon.benchmarks.report.Versions;
import io.jergon.epmd.EpmdServer;
import io.jergon.testkit.TestCertificates;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Measures what two nodes do with each other, in rounds. Each subject is a server and a client,
/// which live as long as the comparison, so that their code is compiled; in each round the clients
/// do one measure after the other, one client at a time, so that what else the machine does meets
/// all of them. Writes `results/<date>-wire.md`, or with `tls` `results/<date>-wire-tls.md`.
///
/// ```
/// Comparison DIRECTORY [quick] [tls] [rounds=5] [millis=3000] [warmup=2000] [measure=LABEL] [subject=CLIENT-SERVER] [other=NAME:CLASSPATH]
/// ```
///
/// `DIRECTORY` is that of this module. The options `measure`, `subject` and `other` may be
/// repeated; without the first two all are measured. With `quick` a first look is taken, and
/// nothing is written. With `tls` all is done over TLS 1.3 with mutual verification, and OTP 29 is
/// there too (`escript29`, see `config/otp-releases.sh`). `other` is another build of Jergon,
/// measured beside this one: what its kind of node is called, and what goes before this one on its
/// class path.
public final class Comparison {
  private static final String COOKIE = "benchmark";

  /// As a server has it that has run for a while: the heap does not grow any more, and its pages
  /// are there; else 1 MiB would mostly cost what the operating system takes for new pages.
  private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private final Options options;
  private final boolean quick;
  private final boolean tls;
  private final int rounds;
  private final int millis;
  private final int warmup;
  private final Path module;
  private final Map<String, String> others = new LinkedHashMap<>(); // what their paths begin with
  private final List<Measurement> measurements = new ArrayList<>();

  private Comparison(Path module, List<String> words) {
    this.module = module;
    this.options = new Options(words);
    this.quick = options.has("quick");
    this.tls = options.has("tls");
    this.rounds = options.number("rounds", quick ? 1 : 5);
    this.millis = options.number("millis", quick ? 1000 : 3000);
    this.warmup = options.number("warmup", quick ? 1000 : 2000);
    for (String other : options.values("other")) {
      int name = other.indexOf(':');
      others.put(other.substring(0, name), other.substring(name + 1) + File.pathSeparator);
    }
  }

  private record Pair(PeerProcess server, PeerProcess client) {}

  /// @throws IllegalArgumentException if an option is none
  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments).subList(1, arguments.length);
    for (String option : options) {
      if (!option.matches(
          "quick|tls|(rounds|millis|warmup)=[1-9]\\d*|(measure|subject)=.+|other=[a-z0-9]+:.+")) {
        throw new IllegalArgumentException("option " + option);
      }
    }
    Comparison comparison = new Comparison(Path.of(arguments[0]), options);
    comparison.run();
    String report = new Report(comparison.measurements, comparison.conditions()).text();
    if (comparison.quick) {
      System.out.println(report);
    } else {
      String name = LocalDate.now() + (comparison.tls ? "-wire-tls.md" : "-wire.md");
      Path file = comparison.module.resolve("results").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, report);
      System.out.println("written: " + file);
    }
  }

  private void run() throws IOException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Path certificates = tls ? Files.createTempDirectory("jergon-benchmark") : null;
    Path tlsOptions =
        certificates == null
            ? null
            : TestCertificates.in(certificates)
                .issue("node", "127.0.0.1")
                .optionsFile("{versions, ['tlsv1.3']}");
    try (EpmdServer epmd = EpmdServer.builder().port(0).start(group).join()) {
      Map<Subject, Pair> pairs = new LinkedHashMap<>();
      try {
        for (Subject subject : subjects()) {
          pairs.put(subject, start(subject, epmd.port(), tlsOptions));
        }
        for (Pair pair : pairs.values()) {
          prepare(pair);
        }
        for (int round = 1; round <= rounds; round++) {
          for (String measure : options.chosen("measure", Measure.labels())) {
            for (Map.Entry<Subject, Pair> pair : pairs.entrySet()) {
              Measurement measurement =
                  measure(pair.getKey(), pair.getValue(), Measure.of(measure));
              measurements.add(measurement);
              System.out.printf("round %d of %d: %s%n", round, rounds, measurement);
            }
          }
        }
      } finally {
        for (Pair pair : pairs.values()) {
          pair.client().close();
          pair.server().close();
        }
      }
    } finally {
      group.shutdownGracefully();
      if (certificates != null) {
        delete(certificates);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private List<Subject> subjects() {
    List<Subject> all = new ArrayList<>(tls ? Subject.ALL_WITH_TLS : Subject.ALL);
    others.keySet().forEach(kind -> all.addAll(Subject.of(kind)));
    List<String> labels = options.chosen("subject", all.stream().map(Subject::label).toList());
    return all.stream().filter(s -> labels.contains(s.label())).toList();
  }

  private Pair start(Subject subject, int epmdPort, @Nullable Path tlsOptions) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    if (tlsOptions != null) {
      environment.put("ERL_FLAGS", "-proto_dist inet_tls -ssl_dist_optfile " + tlsOptions);
      environment.put(JergonPeer.TLS_OPTIONS, tlsOptions.toString());
    }
    String server = "server_" + subject.label() + "@127.0.0.1";
    String client = "client_" + subject.label() + "@127.0.0.1";
    PeerProcess serving =
        PeerProcess.start(
            server, command(subject.server(), List.of("server", server, COOKIE)), environment);
    try {
      return new Pair(
          serving,
          PeerProcess.start(
              client,
              command(subject.client(), List.of("client", client, COOKIE, server)),
              environment));
    } catch (IOException e) {
      serving.close();
      throw e;
    }
  }

  private List<String> command(String kind, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (kind.equals(Subject.ERLANG) || kind.equals(Subject.ERLANG_29)) {
      String escript = kind.equals(Subject.ERLANG) ? "escript" : "escript29";
      command.addAll(List.of(escript, module.resolve("src/main/erlang/wire.escript").toString()));
    } else {
      String path = System.getProperty("java.class.path");
      Class<?> main = kind.equals(Subject.JINTERFACE) ? JInterfacePeer.class : JergonPeer.class;
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      if (kind.equals(Subject.JERGON_OWN)) {
        command.addAll(Switches.OWN_CARRIERS);
      }
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              others.getOrDefault(kind, "") + path,
              main.getName()));
    }
    command.addAll(arguments);
    return command;
  }

  /// One call after the other takes long until all that it needs is compiled; many at once do not.
  private void prepare(Pair pair) throws IOException {
    pair.client().say(Measure.PAIRS.label() + " " + 2 * warmup);
    pair.client().expect("took");
  }

  private Measurement measure(Subject subject, Pair pair, Measure measure) throws IOException {
    pair.client().say(measure.label() + " " + warmup);
    pair.client().expect("took");
    double before = pair.client().processorSeconds() + pair.server().processorSeconds();
    pair.client().say(measure.label() + " " + millis);
    String[] did = pair.client().expect("did");
    double after = pair.client().processorSeconds() + pair.server().processorSeconds();
    String[] took = pair.client().expect("took");
    long operations = Long.parseLong(did[1]);
    boolean timed = measure.hasLatencies();
    return new Measurement(
        subject,
        measure,
        measure.unit().of(operations, Long.parseLong(did[2]) / 1e9),
        (after - before) * 1e6 / operations,
        timed ? Double.parseDouble(took[1]) : Double.NaN,
        timed ? Double.parseDouble(took[2]) : Double.NaN,
        timed ? Double.parseDouble(took[3]) : Double.NaN);
  }

  private List<String> conditions() throws IOException {
    return List.of(
        "Machine: " + Machine.describe(),
        "JVM: %s %s with %s"
            .formatted(
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                String.join(" ", JVM)),
        "OTP " + Versions.otp() + ", default flags; JInterface " + Versions.jinterface(),
        (tls ? "TLS 1.3, mutual verification," : "TCP")
            + " on the loopback interface; each subject is two processes, which live for the whole run",
        "%d rounds; %.1f s after %.1f s of warm-up; the tables have the rounds' medians"
            .formatted(rounds, millis / 1e3, warmup / 1e3));
  }
}
