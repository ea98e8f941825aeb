package io.jergon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CookieFileTest {
  @TempDir private Path home;

  private String read() {
    return CookieFile.read(Map.of("HOME", home.toString()));
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void cookie_inHome_isReadWithoutItsLineEnd() throws IOException {
    write(home.resolve(".erlang.cookie"), "OPENSESAME\n", "r--------");
    assertThat(read()).isEqualTo("OPENSESAME");
  }

  @Test
  void cookie_onlyInXdgConfigHome_isRead() throws IOException {
    write(home.resolve("cfg/erlang/.erlang.cookie"), "OTHER", "rw-------");
    assertThat(
            CookieFile.read(
                Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", home.resolve("cfg").toString())))
        .isEqualTo("OTHER");
  }

  @Test
  void cookie_missing_isMadeForTheOwnerAloneAndKept() throws IOException {
    String made = read();
    assertThat(made).matches("[A-Z]{20}");
    assertThat(read()).isEqualTo(made);
    assertThat(Files.getPosixFilePermissions(home.resolve(".erlang.cookie")))
        .isEqualTo(PosixFilePermissions.fromString("r--------"));
  }

  @Test
  void cookie_readableByOthers_isRefused() throws IOException {
    write(home.resolve(".erlang.cookie"), "OPENSESAME", "rw-r--r--");
    assertThatThrownBy(this::read)
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("must be accessible by its owner only");
  }

  @Test
  void cookie_emptyFile_isRefused() throws IOException {
    write(home.resolve(".erlang.cookie"), "\n", "r--------");
    assertThatThrownBy(this::read)
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("bad cookie");
  }
}
