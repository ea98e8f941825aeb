package io.jergon.cmd;

import io.jergon.epmd.EpmdException;
import io.jergon.epmd.EpmdServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jergon epmd`: serves EPMD in the foreground, with the options of OTP's daemon, as far as they
/// are there.
///
/// What it prints and its exit codes are those of `epmd`, for the scripts that call it.
@Command(
    name = "epmd",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Serves EPMD, the daemon that knows the ports of a machine's Erlang nodes, in the foreground.",
      "Options are those of OTP's epmd."
    })
final class EpmdCommand implements Callable<Integer> {
  private static final Set<String> NOT_YET =
      Set.of(
          "-daemon",
          "-kill",
          "-dump",
          "-started",
          "-systemd",
          "-stop",
          "-delay_accept",
          "-delay_write");
  private static final String NOT_YET_TEXT = "Not available yet.";
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "-port",
      paramLabel = "N",
      description = "The port; ERL_EPMD_PORT or 4369 if not given.")
  private @Nullable Integer port;

  @Option(
      names = "-address",
      paramLabel = "LIST",
      split = "[,\\s]+",
      description =
          "The addresses to listen on, besides the loopback; ERL_EPMD_ADDRESS or all if not given.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "-relaxed_command_check",
      description = "Lets any program of this machine kill this EPMD while it knows names.")
  private boolean relaxed;

  @Option(
      names = "-packet_timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a connection without a name may be silent; ${DEFAULT-VALUE}.")
  private int packetTimeout = 60;

  @Option(
      names = {"-d", "-debug"},
      description = "Logs to standard error; twice for more.")
  private boolean[] debug = {};

  @Option(names = "-names", description = "Prints the names that the running EPMD knows.")
  private boolean names;

  @Option(
      names = {"-daemon", "-kill", "-dump", "-started", "-systemd"},
      description = NOT_YET_TEXT)
  private boolean[] notYet = {};

  @Option(
      names = {"-stop", "-delay_accept", "-delay_write"},
      paramLabel = "X",
      description = NOT_YET_TEXT)
  private List<String> notYetWithValue = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    refuseWhatIsNotThere();
    return names ? printNames() : serve();
  }

  private void refuseWhatIsNotThere() {
    if (notYet.length == 0 && notYetWithValue.isEmpty()) {
      return;
    }
    List<String> given = Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs();
    String first = given.stream().filter(NOT_YET::contains).findFirst().orElseThrow();
    throw new CommandFailure("epmd " + first + ": not available yet");
  }

  private int port() {
    return port != null ? port : EpmdPort.fromEnvironment();
  }

  private int printNames() {
    try {
      System.out.print(NamesCommand.ask("127.0.0.1", port(), ANSWER_TIME).text());
      return 0;
    } catch (EpmdException e) {
      System.err.println(
          switch (e.reason()) {
            case UNREACHABLE -> "epmd: Cannot connect to local epmd";
            case TIMEOUT, BAD_REPLY, NAME_TAKEN, ADDRESS_IN_USE, CLOSED ->
                "epmd: no response from local epmd";
          });
      return 1;
    }
  }

  private int serve() throws InterruptedException {
    if (System.getProperty("jergon.log") == null) {
      System.setProperty(
          "jergon.log",
          switch (debug.length) {
            case 0 -> "OFF";
            case 1 -> "INFO";
            default -> "DEBUG";
          });
    }
    Termination termination = new Termination();
    try {
      server().run();
      return 0;
    } catch (EpmdException e) {
      if (e.reason() != EpmdException.Reason.ADDRESS_IN_USE) {
        throw new CommandFailure(e);
      }
      if (debug.length > 0) {
        System.err.println("epmd: " + e.getMessage());
      }
      return 0; // there is one already: that is what was wanted
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e);
    } finally {
      termination.disarm();
    }
  }

  private EpmdServer.Builder server() {
    EpmdServer.Builder server =
        EpmdServer.builder()
            .port(port())
            .relaxedCommandCheck(relaxed || System.getenv("ERL_EPMD_RELAXED_COMMAND_CHECK") != null)
            .idleTimeout(Duration.ofSeconds(packetTimeout));
    List<InetAddress> listed = listedAddresses();
    return listed.isEmpty() ? server.allInterfaces() : server.addresses(listed);
  }

  private List<InetAddress> listedAddresses() {
    List<String> texts = new ArrayList<>(addresses);
    String fromEnvironment = System.getenv("ERL_EPMD_ADDRESS");
    if (texts.isEmpty() && fromEnvironment != null) {
      texts.addAll(List.of(fromEnvironment.strip().split("[,\\s]+")));
    }
    List<InetAddress> result = new ArrayList<>();
    for (String text : texts) {
      if (!text.isEmpty()) {
        try {
          result.add(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
          throw new CommandFailure("epmd -address " + text + ": not an address", e);
        }
      }
    }
    return result;
  }
}
