package io.jergon.epmd;

import java.util.List;

/// Every node that one EPMD knows, newest registration first.
///
/// ```java
/// System.out.print(client.names("db1").join().text());
/// ```
///
/// @param epmdPort the port on which that EPMD says it listens
/// @param nodes the nodes
/// @since 0.1
public record EpmdNames(int epmdPort, List<Node> nodes) {

  /// Copies the list.
  public EpmdNames {
    nodes = List.copyOf(nodes);
  }

  /// One node: its name before the `@`, and the TCP port where it listens.
  ///
  /// @param name the short name
  /// @param port the TCP port
  public record Node(String name, int port) {}

  /// The text that `epmd -names` prints, its last newline included.
  ///
  /// ```text
  /// epmd: up and running on port 4369 with data:
  /// name orders at port 40123
  /// ```
  public String text() {
    var text = new StringBuilder("epmd: up and running on port ");
    text.append(epmdPort).append(" with data:\n");
    for (Node node : nodes) {
      text.append("name ").append(node.name).append(" at port ").append(node.port).append('\n');
    }
    return text.toString();
  }
}
