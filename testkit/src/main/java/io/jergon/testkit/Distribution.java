package io.jergon.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The flags and environment of a BEAM that is to be a private node of a test.
final class Distribution {

  private Distribution() {}

  static List<String> arguments(String node, String cookie, int epmdPort, boolean hidden) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("+pc", "unicode"));
    if (node.equals("nonode@nohost")) {
      return arguments;
    }
    if (epmdPort == 0) {
      throw new IllegalStateException(
          "epmdPort: not set (expected: the port of the EPMD for " + node + ")");
    }
    String host = node.substring(node.indexOf('@') + 1);
    boolean isShort = host.indexOf('.') < 0 && host.indexOf(':') < 0;
    arguments.addAll(List.of(isShort ? "-sname" : "-name", node));
    arguments.addAll(List.of("-setcookie", cookie, "-start_epmd", "false"));
    if (host.equals("127.0.0.1") || host.equals("localhost")) {
      arguments.addAll(List.of("-kernel", "inet_dist_use_interface", "{127,0,0,1}"));
    }
    if (hidden) {
      arguments.add("-hidden");
    }
    return arguments;
  }

  static ProcessBuilder environment(
      ProcessBuilder builder, int epmdPort, Map<String, String> more) {
    var environment = builder.environment();
    // What the user's shell sets must not change what a test sees.
    environment.keySet().removeIf(name -> name.startsWith("ERL_") || name.endsWith("_ERL_FLAGS"));
    if (epmdPort != 0) {
      environment.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    }
    environment.put("ERL_CRASH_DUMP_SECONDS", "0");
    environment.put("LC_ALL", "C.UTF-8");
    environment.putAll(more);
    return builder;
  }
}
