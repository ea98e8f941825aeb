package io.jergon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void cookie_madeByManyAtOnce_isOne() throws Exception {
    Set<String> cookies = ConcurrentHashMap.newKeySet();
    List<Thread> nodes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      nodes.add(Thread.ofPlatform().start(() -> cookies.add(read())));
    }
    for (Thread node : nodes) {
      node.join();
    }
    assertThat(cookies).hasSize(1);
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).containsExactly(home.resolve(".erlang.cookie"));
    }
  }

  /// Another node opens the file, writes it, and changes its mode.
  @Test
  void cookie_beingMade_isReadWhenItIsThere() throws Exception {
    Path file = home.resolve(".erlang.cookie");
    write(file, "", "rw-r--r--");
    CompletableFuture<String> cookie = CompletableFuture.supplyAsync(this::read);
    Files.writeString(file, "SESAME");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(cookie.get()).isEqualTo("SESAME");
  }

  /// Each release of Erlang is given the same files: what it takes, what it refuses.
  @ParameterizedTest
  @ValueSource(strings = {"erl", "erl23", "erl27", "erl29"})
  void cookie_anyFile_isTakenOrRefusedAsByErl(String erl) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, erl))));
    Map<String, String> files = new LinkedHashMap<>();
    files.put("plain r--------", "SESAME");
    files.put("line rw-------", "SESAME\n");
    files.put("lines rwx------", "SESAME\r\n \r\n\n");
    files.put("blanks_behind r--------", "SESAME  \n");
    files.put("blank_before r--------", " SESAME");
    files.put("blank_within r--------", "OPEN SESAME");
    files.put("blank_alone r--------", " ");
    files.put("signs r--------", "~!@#$%^&*()\"'\\{}");
    files.put("two r--------", "SESAME\nOPEN");
    files.put("tab r--------", "OPEN\tSESAME");
    files.put("latin1 r--------", "S\u00c9SAME");
    files.put("nul r--------", "SESAME\0");
    files.put("line_end r--------", "\n");
    files.put("empty r--------", "");
    files.put("longest r--------", "x".repeat(255));
    files.put("too_long r--------", "x".repeat(256));
    files.put("group r--r-----", "SESAME");
    files.put("world r------w-", "SESAME");
    Path cases = Files.createDirectory(home.resolve("cases"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      String[] name = file.getKey().split(" ");
      write(cases.resolve(name[0]).resolve(".erlang.cookie"), file.getValue(), name[1]);
    }
    Files.createDirectories(cases.resolve("folder/.erlang.cookie"));
    Files.createDirectory(cases.resolve("link"));
    Files.createSymbolicLink(
        cases.resolve("link/.erlang.cookie"), cases.resolve("plain/.erlang.cookie"));

    Map<String, String> theirs = askErl(erl, cases);

    assertThat(theirs).hasSize(files.size() + 2).containsEntry("plain", "SESAME");
    theirs.forEach(
        (name, cookie) -> assertThat(mine(cases.resolve(name))).as(name).isEqualTo(cookie));
  }

  private static String mine(Path folder) {
    try {
      return CookieFile.read(Map.of("HOME", folder.toString()));
    } catch (NodeStartException e) {
      return "refused";
    }
  }

  /// One `erl` for all: its home is a link that is put on one folder after the other, and each time
  /// it starts the server that reads the cookie.
  private Map<String, String> askErl(String erl, Path cases) throws Exception {
    Path link = home.resolve("home");
    String ask =
        """
        process_flag(trap_exit, true), error_logger:tty(false), logger:set_primary_config(level, none),
        {ok, Names} = file:list_dir("%1$s"),
        [begin
           file:delete("%2$s"),
           ok = file:make_symlink("%1$s/" ++ Name, "%2$s"),
           Cookie = case gen_server:start(auth, [], []) of
             {ok, Pid} -> C = atom_to_list(element(2, sys:get_state(Pid))), exit(Pid, kill), C;
             {error, _} -> "refused"
           end,
           io:format("~s=~s|~n", [Name, Cookie])
         end || Name <- Names], halt().
        """
            .formatted(cases, link);
    ProcessBuilder command = new ProcessBuilder(erl, "-noinput", "-noshell", "-eval", ask);
    command.environment().put("HOME", link.toString());
    command.environment().remove("XDG_CONFIG_HOME");
    Files.createSymbolicLink(link, cases.resolve("plain"));
    Process process = command.redirectErrorStream(true).start();
    Map<String, String> answers = new LinkedHashMap<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int name = line.indexOf('=');
        if (name > 0 && line.endsWith("|")) {
          answers.put(line.substring(0, name), line.substring(name + 1, line.length() - 1));
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return answers;
  }

  @Test
  void cookie_noFolderToMakeItIn_saysSo() {
    Path folder = home.resolve("nowhere");
    assertThatThrownBy(() -> CookieFile.read(Map.of("HOME", folder.toString())))
        .isInstanceOf(NodeStartException.class)
        .hasMessageStartingWith(
            folder.resolve(".erlang.cookie") + ": there is none, and it cannot be made: ");
  }
}
