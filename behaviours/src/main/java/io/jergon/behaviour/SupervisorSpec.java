package io.jergon.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a supervisor has to look after, and how often it may restart it.
///
/// ```java
/// SupervisorSpec.oneForOne()
///     .intensity(3, Duration.ofSeconds(5))
///     .child(ChildSpec.server("counter", Counter::new))
/// ```
///
/// Source: `supervisor:sup_flags()`.
///
/// @param intensity how many restarts are allowed within the period; one more ends the supervisor
/// @param period the time in which restarts count
/// @param children started in this order, stopped in reverse
public record SupervisorSpec(int intensity, Duration period, List<ChildSpec> children) {

  /// Checks the numbers and that no two children have the same id.
  public SupervisorSpec {
    if (intensity < 0) {
      throw new IllegalArgumentException("intensity: " + intensity + " (expected: >= 0)");
    }
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period: " + period + " (expected: > 0)");
    }
    Set<String> ids = new HashSet<>();
    for (ChildSpec child : children) {
      if (!ids.add(child.id())) {
        throw new IllegalArgumentException("two children with id " + child.id());
      }
    }
    children = List.copyOf(children);
  }

  /// Restarts only the child that ended: `one_for_one`. At most 1 restart in 5 seconds if nothing
  /// is said, as in OTP.
  public static SupervisorSpec oneForOne() {
    return new SupervisorSpec(1, Duration.ofSeconds(5), List.of());
  }

  /// The same with another restart intensity.
  public SupervisorSpec intensity(int restarts, Duration within) {
    return new SupervisorSpec(restarts, within, children);
  }

  /// The same with one more child.
  public SupervisorSpec child(ChildSpec child) {
    List<ChildSpec> more = new ArrayList<>(children);
    more.add(child);
    return new SupervisorSpec(intensity, period, more);
  }
}
