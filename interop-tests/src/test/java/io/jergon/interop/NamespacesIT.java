package io.jergon.interop;

import io.jergon.interop.NamespaceRun.Network;
import io.jergon.interop.Ties.Dials;
import io.jergon.testkit.OsProcess;
import io.jergon.testkit.RealErlang;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A Jergon node and a real Erlang node with an IP network between them that loses packets, is
/// slow, or breaks: what [NetworkFaultsIT] does to bytes, done to packets, so that TCP is part of
/// it. Each test is a run of [NamespaceRun] in network namespaces of its own. That takes Linux,
/// root, `ip` and `/dev/net/tun`; where one is missing, the tests are skipped.
///
/// `-Dseed=` chooses which packets are lost.
class NamespacesIT {
  private static final Duration LONG = Duration.ofSeconds(180);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());

  @BeforeAll
  static void possible() {
    RealErlang.require();
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      TunCable.tryOut(namespace);
    } catch (IOException e) {
      Assumptions.abort("no network namespaces with TUN devices here: " + e);
    }
  }

  static Stream<Arguments> networks() {
    return Stream.of(Network.values())
        .flatMap(network -> Stream.of(Dials.values()).map(dials -> Arguments.of(network, dials)));
  }

  @ParameterizedTest(name = "{0}, {1} dialled")
  @MethodSource("networks")
  void network_ofPackets_breaksOrIsBad_allIsResolvedOnceOrArrives(Network network, Dials dials)
      throws IOException {
    try (NetworkNamespace near = NetworkNamespace.create();
        OsProcess run =
            near.inside(() -> OsProcess.start(new ProcessBuilder(command(network, dials))))) {
      run.awaitLine(line -> line.equals(NamespaceRun.DONE), LONG);
      System.out.println(
          "NamespacesIT: %s, %s dialled, seed %d: %s"
              .formatted(network, dials, SEED, figures(run)));
    }
  }

  private static String figures(OsProcess run) {
    return run.output()
        .lines()
        .filter(line -> line.startsWith(NamespaceRun.FIGURE))
        .map(line -> line.substring(NamespaceRun.FIGURE.length()))
        .collect(Collectors.joining("; "));
  }

  private static List<String> command(Network network, Dials dials) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    for (String property : List.of(Wire.TLS, "jergon.erl")) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(NamespaceRun.class.getName(), network.name(), dials.name(), SEED + ""));
    return command;
  }
}
