package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.node.Node;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster of one node of each release of OTP that is there and two Jergon nodes stays whole
/// while each of them in turn ends and comes back: every pair talks, whoever ends is mourned once
/// by every link and monitor, and nobody else is.
class MixedClusterIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String COOKIE = "mixed";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyMemberEndsAndComesBack_othersStayWhole(boolean tls) {
    Issued certificate =
        tls ? TestCertificates.in(folder).issue("node", "127.0.0.1", "localhost") : null;
    Map<String, Member> members = new LinkedHashMap<>();
    try (Epmd epmd = Epmd.start()) {
      Map<String, Supplier<Member>> starts = starts(epmd.port(), certificate);
      starts.forEach((name, start) -> members.put(name, start.get()));
      try {
        eachCallsEach(members);
        starts.forEach((name, start) -> restart(members, name, start));
      } finally {
        members.values().forEach(Member::close);
      }
    }
  }

  private static Map<String, Supplier<Member>> starts(int epmdPort, @Nullable Issued certificate) {
    Map<String, Supplier<Member>> starts = new LinkedHashMap<>();
    for (Path erl : RealErlang.releases()) {
      String name = erl.getFileName() + "@127.0.0.1";
      ErlangNode.Builder builder =
          ErlangNode.builder(name).erl(erl).cookie(COOKIE).epmdPort(epmdPort);
      if (certificate != null) {
        builder.tls(certificate.optionsFile());
      }
      starts.put(name, () -> Member.Beam.start(builder));
    }
    for (String name : List.of("jergon1@127.0.0.1", "jergon2@127.0.0.1")) {
      starts.put(
          name,
          () -> {
            var builder = Node.builder(name);
            return Member.Jergon.start(
                certificate == null ? builder : builder.tls(certificate.config()),
                epmdPort,
                COOKIE);
          });
    }
    return starts;
  }

  private static void eachCallsEach(Map<String, Member> members) {
    for (Member from : members.values()) {
      for (String to : members.keySet()) {
        if (!to.equals(from.name())) {
          await()
              .atMost(LONG)
              .untilAsserted(() ->
                  assertThat(from.callEcho(to)).as(from.name() + " to " + to).isEqualTo("true"));
        }
      }
    }
  }

  private static void restart(Map<String, Member> members, String name, Supplier<Member> start) {
    List<Member> others = new ArrayList<>(members.values());
    Member ends = members.get(name);
    others.remove(ends);
    Map<String, Integer> before = new LinkedHashMap<>();
    for (Member other : others) {
      before.put(other.name(), other.seen().size());
      other.watch(name);
    }

    ends.close();

    // A BEAM that is killed is lost; a node that closes tells its links and monitors why.
    String reason = ends instanceof Member.Beam ? "noconnection" : "shutdown";
    for (Member other : others) {
      await()
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(other.seen().size() - before.get(other.name()))
                  .as("what " + other.name() + " saw of " + name + " of " + other.seen())
                  .isEqualTo(2));
      assertThat(Collections.frequency(other.seen(), reason))
          .as("what " + other.name() + " saw of " + name + ": " + other.seen())
          .isGreaterThanOrEqualTo(2);
    }
    members.put(name, start.get());
    eachCallsEach(members);
    for (Member other : others) {
      assertThat(other.seen())
          .as("nobody else was mourned by " + other.name())
          .hasSize(before.get(other.name()) + 2);
    }
  }
}
