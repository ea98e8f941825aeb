package io.jergon.cmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class MainTest {

  @Test
  void help_withoutCommand_listsEveryCommand() {
    var help = Invocation.of("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("demo", "epmd", "ping", "names", "call", "cast", "rpc");
  }

  @Test
  void everyListedCommand_called_isDispatched() {
    for (Class<?> command : Main.class.getAnnotation(Command.class).subcommands()) {
      String name = command.getAnnotation(Command.class).name();
      var help = Invocation.of(name, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.out()).contains("Usage: jergon " + name);
    }
  }

  @Test
  void version_asked_isPrinted() {
    assertThat(Invocation.of("--version").out()).startsWith("jergon ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "ping",
        "ping demo@127.0.0.1 --nonsense",
        "call demo@127.0.0.1 counter",
        "call demo@127.0.0.1 counter {",
        "call demo@127.0.0.1 counter get extra",
        "rpc demo@127.0.0.1 m f notalist",
        "ping noat",
        "ping demo@127.0.0.1 --timeout 0",
        "ping demo@127.0.0.1 --epmd-port 99999 --cookie c",
        "ping demo@127.0.0.1 --name a@b.c --sname d",
        "names 127.0.0.1 --epmd-port x",
        "demo --name demo@nodot --epmd-port 1",
        "demo --sname demo@with.dot --epmd-port 1",
        "demo --name demo@127.0.0.1 --epmd-port 99999 --cookie c",
        "demo --tls-config tls.conf",
        "epmd -daemon",
        "epmd -stop x",
        "epmd -address not-an-address-at-all.invalid",
        "epmd -bogus"
      })
  void usage_wrong_oneLineAndExitCode1(String line) {
    var result = Invocation.of(words(line));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("jergon: ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo --tls-config tls.conf|tls.conf does not exist",
        "epmd -kill|epmd -kill: not available yet",
        "epmd -stop x|epmd -stop: not available yet",
        "demo --name demo@nodot|a long name needs a host with a dot",
        "rpc d@127.0.0.1 m f x|not a list: x (expected:",
        "call d@127.0.0.1 s {a|not a term: line 1, column 3",
        "ping noat|not a node name"
      })
  void usage_wrong_lineSaysWhatIsExpected(String line, String said) {
    assertThat(Invocation.of(words(line)).err()).contains(said);
  }

  private static String[] words(String line) {
    return Arrays.stream(line.split(" ")).filter(w -> !w.isEmpty()).toArray(String[]::new);
  }
}
