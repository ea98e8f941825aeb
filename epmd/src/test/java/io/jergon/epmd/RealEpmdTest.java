package io.jergon.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.epmd.EpmdException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The client against the daemon of the Erlang installation.
@Timeout(60)
class RealEpmdTest {
  @RegisterExtension final Loops loops = new Loops();
  private RealEpmd epmd;
  private EpmdClient client;

  @BeforeEach
  void start() throws IOException {
    epmd = RealEpmd.start();
    client = new EpmdClient(loops.group, epmd.port);
  }

  @AfterEach
  void stop() {
    if (epmd != null) {
      epmd.close();
    }
  }

  @Test
  void registration_live_isFoundWithAllItsFields() {
    var entry = new NodeEntry("jvm-\u00e4\uD83D\uDE08", 40123, 72, 0, 6, 5, new byte[] {1, 0, 2});
    try (var registration = client.register(entry).join()) {
      assertThat(client.lookup(entry.name(), "localhost").join()).contains(entry);
      assertThat(client.names("127.0.0.1").join())
          .isEqualTo(new EpmdNames(epmd.port, List.of(new EpmdNames.Node(entry.name(), 40123))));
      assertThat(registration.creation()).isGreaterThan(3);
    }
  }

  @Test
  void registration_closed_isForgottenAndCreationGrows() throws Exception {
    var entry = NodeEntry.normal("jvm", 1);
    var first = client.register(entry).join();
    first.close();
    first.lost().get(5, TimeUnit.SECONDS);
    await().until(() -> client.lookup("jvm", "127.0.0.1").join().isEmpty());

    assertThat(client.register(entry).join().creation()).isEqualTo(first.creation() + 1);
  }

  @Test
  void register_nameTaken_fails() {
    var first = client.register(NodeEntry.normal("jvm", 1)).join();

    assertThatThrownBy(() -> client.register(NodeEntry.normal("jvm", 2)).join())
        .cause()
        .isInstanceOfSatisfying(
            EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN))
        .hasMessageContaining("refused the name 'jvm': another live node has it");
    assertThat(first.isLive()).isTrue();
  }

  @Test
  void registration_daemonDies_isLost() throws Exception {
    var registration = client.register(NodeEntry.normal("jvm", 1)).join();

    epmd.close();

    registration.lost().get(5, TimeUnit.SECONDS);
  }

  @Test
  void names_text_isWhatTheProgramPrints() throws Exception {
    client.register(NodeEntry.normal("one", 1)).join();
    client.register(NodeEntry.normal("two", 2)).join();
    var program =
        new ProcessBuilder(RealEpmd.require("epmd"), "-port", "" + epmd.port, "-names").start();

    assertThat(client.names("127.0.0.1").join().text())
        .isEqualTo(new String(program.getInputStream().readAllBytes()))
        .contains("name two at port 2\nname one at port 1\n");
  }
}
