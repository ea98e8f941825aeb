package io.jergon.cmd;

import io.jergon.etf.Term;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jergon rpc NODE MOD FUN '[ARGS]'`: as `erpc:call(NODE, MOD, FUN, ARGS)`.
@Command(
    name = "rpc",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Calls a function on a node (erpc:call) and prints its result.")
final class RpcCommand implements Callable<Integer> {
  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "NODE", description = "The node's full name, name@host.")
  private String node = "";

  @Parameters(index = "1", paramLabel = "MOD", description = "The module.")
  private String module = "";

  @Parameters(index = "2", paramLabel = "FUN", description = "The function.")
  private String function = "";

  @Parameters(
      index = "3",
      arity = "0..1",
      paramLabel = "ARGS",
      defaultValue = "[]",
      description = "The list of its arguments in Erlang syntax; [] if not given.")
  private String arguments = "[]";

  @Override
  public Integer call() {
    List<Term> list = Client.list(arguments);
    try (Client client = Client.connect(options, node)) {
      System.out.println(client.rpc(module, function, list));
      return 0;
    }
  }
}
