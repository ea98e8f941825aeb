package io.jergon.cmd;

import io.jergon.etf.Term;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jergon call NODE NAME 'TERM'`: as `gen_server:call({NAME, NODE}, TERM)`.
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Calls a registered server (gen_server:call) and prints its reply.")
final class CallCommand implements Callable<Integer> {
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
      System.out.println(client.call(name, term));
      return 0;
    }
  }
}
