package io.jergon.cmd;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `jergon` command.
///
/// ```
/// jergon demo --name demo@127.0.0.1
/// jergon call demo@127.0.0.1 counter '{add, 2}'
/// ```
///
/// A command that fails ends with exit code 1 and one line on standard error, wrong usage included.
/// Answers are written in UTF-8, whatever the locale.
///
/// A client lives for a fraction of a second, most of which would go into loading classes. So only
/// the subcommand that was named is set up, and a client has no logging back end.
@Command(
    name = "jergon",
    description = "An Erlang/OTP node for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      EpmdCommand.class,
      PingCommand.class,
      NamesCommand.class,
      CallCommand.class,
      CastCommand.class,
      RpcCommand.class
    })
public final class Main implements Callable<Integer> {
  private static final String LOGGING = "slf4j.provider";

  private Main() {}

  /// Runs the command and ends the JVM.
  public static void main(String[] arguments) {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    System.exit(run(arguments));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// Runs the command.
  ///
  /// @return the exit code: 0 or 1
  static int run(String... arguments) {
    String name = arguments.length == 0 ? "" : arguments[0];
    Callable<Integer> command = command(name);
    if (command == null) {
      return line("jergon", new CommandLine(new Main())).execute(arguments);
    }
    if (!(command instanceof DemoCommand || command instanceof EpmdCommand)) {
      withoutLogging();
    }
    return line("jergon " + name, new CommandLine(command))
        .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static @Nullable Callable<Integer> command(String name) {
    return switch (name) {
      case "demo" -> new DemoCommand();
      case "epmd" -> new EpmdCommand();
      case "ping" -> new PingCommand();
      case "names" -> new NamesCommand();
      case "call" -> new CallCommand();
      case "cast" -> new CastCommand();
      case "rpc" -> new RpcCommand();
      default -> null;
    };
  }

  /// Keeps a client's standard error for the one line that it may have to say. To see the log all
  /// the same, say `-Djergon.log=DEBUG` to the JVM.
  private static void withoutLogging() {
    if (System.getProperty("jergon.log") == null) {
      System.setProperty(LOGGING, "org.slf4j.helpers.NOP_FallbackServiceProvider");
      System.setProperty("slf4j.internal.verbosity", "WARN");
    }
  }

  private static CommandLine line(String name, CommandLine line) {
    return line.setCommandName(name)
        .setParameterExceptionHandler((e, _) -> {
          String help = e.getCommandLine().getCommandSpec().qualifiedName();
          return failed(e.getMessage() + " (see " + help + " --help)");
        })
        .setExecutionExceptionHandler((e, _, _) -> failed(failureLine(e)));
  }

  private static String failureLine(Exception e) {
    String message = e.getMessage();
    return e instanceof CommandFailure && message != null ? message : e.toString();
  }

  private static int failed(String line) {
    System.err.println("jergon: " + line.replaceAll("\\s*\\R\\s*", " "));
    return 1;
  }

  /// No command was named.
  @Override
  public Integer call() {
    new CommandLine(this).usage(System.out);
    return failed("no command (expected one of the above)");
  }
}
