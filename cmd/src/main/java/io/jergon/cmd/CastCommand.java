package io.jergon.cmd;

import io.jergon.etf.Term;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jergon cast NODE NAME 'TERM'`: as `gen_server:cast({NAME, NODE}, TERM)`.
@Command(
    name = "cast",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Casts to a registered server (gen_server:cast); prints ok once the message is on its node.")
final class CastCommand implements Callable<Integer> {
  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "NODE", description = "The node's full name, name@host.")
  private String node = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The server's registered name.")
  private String name = "";

  @Parameters(index = "2", paramLabel = "TERM", description = "The request in Erlang syntax.")
  private String request = "";

  @Override
  public Integer call() {
    Term term = Client.term(request);
    try (Client client = Client.connect(options, node)) {
      client.cast(name, term);
      System.out.println("ok");
      return 0;
    }
  }
}
