package io.jergon.testkit;

import io.jergon.node.Node;
import java.time.Duration;

/// Waits until nothing goes on in a node: every process waits for a message, a reply or a time.
///
/// ```java
/// node.send(server, new Work());
/// Quiet.await(node);
/// // the server, and whoever it sent something to, is through with it
/// ```
///
/// Only what processes of that node do counts. Messages on their way from another node, or from
/// threads of your own, do not.
public final class Quiet {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Quiet() {}

  /// Waits until it is quiet.
  ///
  /// @throws IllegalStateException when it is not within 60 seconds, or by a process of that node
  public static void await(Node node) {
    if (!node.awaitQuiet(PATIENCE)) {
      throw new IllegalStateException(
          "processes of " + node + " are still busy after " + PATIENCE.toSeconds() + " s");
    }
  }
}
