package io.jergon.node.scheduling;

/// The platform threads on which workers, which are virtual threads, run.
///
/// ```
///   -Djergon.carriers=jdk    the JDK's own, the default: no flag is needed
///   -Djergon.carriers=own    carriers of this package; needs --add-opens java.base/java.lang=...
/// ```
///
/// Both run the same virtual threads: what a handler may do, and what a thread dump shows, is the
/// same. Own carriers change from one process to another in less than half the time, since they are
/// told which thread comes next, and wake nobody for it. Decision 0003 has the figures.
sealed interface Carriers permits JdkCarriers, OwnCarriers {

  /// The system property that chooses.
  String PROPERTY = "jergon.carriers";

  /// The carriers that the system property asks for.
  ///
  /// @throws IllegalStateException if they cannot be had
  static Carriers chosen() {
    return of(System.getProperty(PROPERTY, "jdk"));
  }

  /// The carriers of a name.
  ///
  /// @throws IllegalStateException if they cannot be had
  static Carriers of(String name) {
    return switch (name) {
      case "jdk" -> new JdkCarriers();
      case "own" -> OwnCarriers.ofJvm();
      default ->
          throw new IllegalStateException(PROPERTY + ": " + name + " (expected: jdk or own)");
    };
  }

  /// Makes virtual threads that run on these.
  Thread.Builder.OfVirtual threads();

  /// Unparks a virtual thread that these run. The caller is another one, and parks at once: so the
  /// carrier can go on with that thread next.
  void unparkNext(Thread thread);

  /// Whether a worker without work should look for some as long as others hand over: then nobody is
  /// idle whom the JDK would wake for each of them, see [Lookout].
  boolean wantLookout();

  /// Sees to it that there are enough carriers.
  ///
  /// @param computing how many workers that have no slot are at work all the same
  void compensate(int computing);

  /// Takes back what was added.
  void close();
}
