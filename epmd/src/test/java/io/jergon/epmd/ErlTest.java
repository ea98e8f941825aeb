package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Real Erlang nodes with our server as their EPMD.
@Timeout(120)
class ErlTest {
  @RegisterExtension final Loops loops = new Loops();
  private int port;
  private EpmdClient client;

  @BeforeEach
  void pickPort() throws IOException {
    RealEpmd.require("erl");
    port = RealEpmd.freePort();
    client = new EpmdClient(loops.group, port);
  }

  private void awaitNames(String... expected) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions() // while nobody serves
        .untilAsserted(() ->
            assertThat(client.names("127.0.0.1").join().nodes())
                .extracting(EpmdNames.Node::name)
                .containsExactlyInAnyOrder(expected));
  }

  @Test
  void erl_registers_isFoundWithItsVersions() throws IOException {
    EpmdServer.builder().port(port).start(loops.group).join();
    try (var _ = Erl.start("beam", port)) {
      awaitNames("beam");

      var entry = client.lookup("beam", "127.0.0.1").join().orElseThrow();
      assertThat(entry)
          .isEqualTo(new NodeEntry("beam", entry.port(), NodeEntry.NORMAL, 0, 6, 5, new byte[0]));
    }
    awaitNames();
  }

  @Test
  void erl_asks_seesOurNodes() throws Exception {
    EpmdServer.builder().port(port).start(loops.group).join();
    client.register(NodeEntry.hidden("jvm", 40123)).join();

    assertThat(
            Erl.eval(
                port,
                """
                io:format("~p ~p ~p ~p", [
                  erl_epmd:names("127.0.0.1"),
                  erl_epmd:port_please("jvm", {127,0,0,1}),
                  erl_epmd:port_please("nobody", {127,0,0,1}),
                  net_adm:names('127.0.0.1')])\
                """))
        .isEqualTo("{ok,[{\"jvm\",40123}]} {port,40123,6} noport {ok,[{\"jvm\",40123}]}");
  }

  @Test
  void erl_nameTakenByUs_doesNotStart() throws Exception {
    EpmdServer.builder().port(port).start(loops.group).join();
    client.register(NodeEntry.hidden("jvm", 40123)).join();

    assertThat(Erl.failToStart("jvm", port)).contains("the name jvm@127.0.0.1 seems to be in use");
  }

  @Test
  void serverKilled_erlAndPresences_comeBackToWhoeverServes() throws IOException {
    try (var serving = PresenceProgram.start("doomed", port)) {
      var survivor =
          EpmdPresence.builder(NodeEntry.hidden("survivor", 2))
              .epmdPort(port)
              .start(loops.group)
              .join();
      assertThat(survivor.isServing()).isFalse();
      int creation = survivor.creation();
      try (var _ = Erl.start("beam1", port);
          var _ = Erl.start("beam2", port)) {
        awaitNames("doomed", "survivor", "beam1", "beam2");

        serving.close();

        awaitNames("survivor", "beam1", "beam2");
        assertThat(survivor.isServing()).isTrue();
        assertThat(survivor.creation()).isEqualTo(creation);
        for (String name : List.of("beam1", "beam2")) {
          assertThat(client.lookup(name, "127.0.0.1").join()).isPresent();
        }
      }
      awaitNames("survivor");
    }
  }
}
