package io.jergon.interop;

import static java.util.stream.Collectors.toSet;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster of one node of each release of OTP that is there and two Jergon nodes stays whole
/// while each of them in turn ends and comes back: every pair is connected and talks, whoever ends
/// is mourned once by every link and monitor, nobody else is, and the global names of those who
/// stay are kept.
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
        awaitWhole(members.values());
        Map<String, List<String>> mourned = new HashMap<>();
        for (Member member : members.values()) {
          mourned.put(member.name(), new ArrayList<>());
          without(member, members).forEach(other -> member.watch(other.name()));
        }
        starts.forEach((name, start) -> restart(name, start, members, mourned));
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

  private static List<Member> without(Member one, Map<String, Member> members) {
    return members.values().stream().filter(member -> member != one).toList();
  }

  private static void awaitWhole(Collection<Member> members) {
    Set<String> names = members.stream().map(Member::name).collect(toSet());
    Set<String> beams =
        members.stream().filter(Member.Beam.class::isInstance).map(Member::name).collect(toSet());
    for (Member from : members) {
      for (String to : names) {
        if (!to.equals(from.name())) {
          await()
              .atMost(LONG)
              .untilAsserted(() ->
                  assertThat(from.callEcho(to)).as(from.name() + " to " + to).isEqualTo("true"));
        }
      }
    }
    for (Member member : members) {
      await()
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(member.nodes())
                  .as("with " + member.name())
                  .containsExactlyInAnyOrderElementsOf(
                      names.stream().filter(name -> !name.equals(member.name())).toList()));
      if (member instanceof Member.Beam beam) {
        await()
            .atMost(LONG)
            .untilAsserted(() ->
                assertThat(beam.globalNames())
                    .as("global names on " + beam.name())
                    .containsExactlyInAnyOrderElementsOf(beams));
      }
    }
  }

  /// @param mourned what each member has seen of the others' ends until now
  private static void restart(
      String name,
      Supplier<Member> start,
      Map<String, Member> members,
      Map<String, List<String>> mourned) {
    Member ends = members.get(name);
    List<Member> others = without(ends, members);

    ends.close();

    // A BEAM that is killed is lost; a node that closes tells its links and monitors why.
    String end = name + (ends instanceof Member.Beam ? " noconnection" : " shutdown");
    for (Member other : others) {
      mourned.get(other.name()).addAll(List.of(end, end)); // the link's, and the monitor's
    }
    others.forEach(other -> awaitMourned(other, mourned));
    awaitWhole(others);

    Member again = start.get();
    members.put(name, again);
    mourned.put(name, new ArrayList<>());
    awaitWhole(members.values());
    for (Member other : others) {
      other.watch(name);
      again.watch(other.name());
    }
    members.values().forEach(member -> awaitMourned(member, mourned));
  }

  private static void awaitMourned(Member member, Map<String, List<String>> mourned) {
    await()
        .atMost(LONG)
        .untilAsserted(() ->
            assertThat(member.seen())
                .as("mourned by " + member.name())
                .containsExactlyInAnyOrderElementsOf(mourned.get(member.name())));
  }
}
