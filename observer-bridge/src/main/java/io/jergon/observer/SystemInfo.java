package io.jergon.observer;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import java.nio.ByteOrder;
import java.util.Locale;

/// `erlang:system_info/1`, as far as its items mean something on a JVM.
///
/// ```
/// otp_release                                       "25": the release whose distribution we speak
/// version                                           "25.0.3": the JVM's
/// system_version                                    "Jergon on a JVM 25.0.3 ...\n"
/// system_architecture                               "amd64-jvm-linux"
/// machine                                           "JVM"
/// wordsize, {wordsize, internal | external}         8
/// endian                                            little | big
/// process_count                                     living processes
/// schedulers, schedulers_online, logical_processors,
/// logical_processors_online                         processors that the JVM may use
/// ```
///
/// Strings are lists of characters, as a BEAM's are. Source: `erlang:system_info/1`.
final class SystemInfo {
  private static final String OTP_RELEASE = "25";

  private SystemInfo() {}

  static Term of(Node node, Term item) {
    return switch (item) {
      case Atom atom -> of(node, atom.name());
      case Tuple pair when pair.arity() == 2 && pair.get(0).equals(Atom.of("wordsize")) ->
          of(node, "wordsize");
      default -> throw ErlangFunctions.badarg();
    };
  }

  private static Term of(Node node, String item) {
    return switch (item) {
      case "otp_release" -> ListTerm.chars(OTP_RELEASE);
      case "version" -> ListTerm.chars(property("java.version"));
      case "system_version" ->
          ListTerm.chars(
              "Jergon on a JVM %s (%s)\n"
                  .formatted(property("java.version"), property("java.vm.vendor")));
      case "system_architecture" ->
          ListTerm.chars(
              property("os.arch") + "-jvm-" + property("os.name").toLowerCase(Locale.ROOT));
      case "machine" -> ListTerm.chars("JVM");
      case "wordsize" -> IntegerTerm.of(Long.BYTES);
      case "endian" ->
          Atom.of(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
      case "process_count" -> IntegerTerm.of(node.processes().size());
      case "schedulers", "schedulers_online", "logical_processors", "logical_processors_online" ->
          IntegerTerm.of(Runtime.getRuntime().availableProcessors());
      default -> throw ErlangFunctions.badarg();
    };
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
