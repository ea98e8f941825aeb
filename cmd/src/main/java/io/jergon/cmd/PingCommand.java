package io.jergon.cmd;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jergon ping NODE`: as `net_adm:ping/1`.
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Prints pong when the node is up and takes our cookie, else pang.")
final class PingCommand implements Callable<Integer> {
  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "NODE", description = "The node's full name, name@host.")
  private String node = "";

  @Override
  public Integer call() {
    try (Client client = Client.connect(options, node)) {
      if (!client.ping()) {
        throw new CommandFailure(node + " is connected but does not answer is_auth");
      }
      System.out.println("pong");
      return 0;
    } catch (CommandFailure e) {
      System.out.println("pang");
      throw e;
    }
  }
}
