package io.jergon.node.resolver;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.spi.NamingManager;

/// Finds nodes by SRV records, through the JDK's DNS client.
///
/// ```text
/// _erlang._tcp.db1.example.org.  SRV  10 60 9100 db1.example.org.
///                                     priority weight port target
/// ```
///
/// Source: RFC 2782.
///
/// @param server `dns:` for the system's name servers, or `dns://address:port` for a certain one
record SrvResolver(Function<NodeName, String> record, String server) implements NodeResolver {
  private static final String SRV = "SRV";
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private record Target(int priority, int weight, int port, String host) {
    static Target parse(String text) {
      String[] fields = text.strip().split("\\s+");
      if (fields.length != 4) {
        throw new NodeNotFoundException("SRV record \"" + text + "\" (expected: four fields)");
      }
      try {
        return new Target(
            Integer.parseInt(fields[0]),
            Integer.parseInt(fields[1]),
            Integer.parseInt(fields[2]),
            fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3]);
      } catch (NumberFormatException e) {
        throw new NodeNotFoundException("SRV record \"" + text + "\" (expected: numbers)", e);
      }
    }

    /// By chance, and the sooner the greater the weight: with these keys the smallest is each with
    /// the probability of its share in the sum.
    double lot() {
      return -Math.log(1 - ThreadLocalRandom.current().nextDouble()) / Math.max(weight, 0.001);
    }
  }

  private record Drawn(Target target, double lot) {}

  @Override
  public List<InetSocketAddress> resolve(NodeName node) {
    String name = record.apply(node);
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<Target> targets = targets(name);
    targets.stream()
        .map(target -> new Drawn(target, target.lot()))
        .sorted(
            Comparator.comparingInt((Drawn drawn) -> drawn.target().priority())
                .thenComparingDouble(Drawn::lot))
        .forEach(drawn -> addresses.addAll(Hosts.at(drawn.target().host(), drawn.target().port())));
    return addresses;
  }

  /// Asks the DNS, and nobody else: an `InitialDirContext` would take a name such as
  /// `ldap://host/x` for an address to load objects from.
  @SuppressWarnings("BanJNDI") // answers of the DNS are text
  private List<Target> targets(String name) {
    if (!HOST_NAME.matcher(name).matches()) {
      throw new NodeNotFoundException(
          "SRV record " + name + " (expected: letters, digits, dots, '-' and '_')");
    }
    try {
      DirContext dns = (DirContext) NamingManager.getInitialContext(environment());
      try {
        Attribute records = dns.getAttributes(name, new String[] {SRV}).get(SRV);
        if (records == null) {
          throw new NodeNotFoundException("the DNS has no SRV record " + name);
        }
        List<Target> targets = new ArrayList<>();
        NamingEnumeration<?> values = records.getAll();
        while (values.hasMore()) {
          targets.add(Target.parse(values.next().toString()));
        }
        return targets;
      } finally {
        dns.close();
      }
    } catch (NameNotFoundException e) {
      throw new NodeNotFoundException("the DNS has no SRV record " + name, e);
    } catch (NamingException e) {
      throw new NodeNotFoundException("no SRV record " + name + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("JdkObsolete") // what the naming interface takes
  private Hashtable<String, String> environment() {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, server);
    return environment;
  }
}
