package io.jergon.node.quota;

import java.util.concurrent.atomic.AtomicLong;

/// How much memory all other nodes together may make this one keep: messages that nobody has
/// handled, messages of which parts are missing, links and monitors, processes that they started.
///
/// **Nobody may have more than what is left for all others.** So one peer alone may have half of
/// it, the next one a third, and a peer that takes all it can leaves as much to others:
///
/// ```text
///   total 1024 MB:   A floods, has 512     left 512
///                    B floods, has 256     left 256
///                    C may have 128 still, and D, E, F, which need little, notice nothing
/// ```
///
/// The numbers are estimates: bytes on the wire, and 64 for each term.
public final class Quota {
  private final long total;
  private final AtomicLong used = new AtomicLong();

  /// @param total bytes
  public Quota(long total) {
    this.total = total;
  }

  /// A share for one peer, empty at first.
  public Share share() {
    return new Share(this);
  }

  /// What all shares hold together.
  public long used() {
    return used.get();
  }

  long left() {
    return total - used.get();
  }

  void use(long bytes) {
    used.addAndGet(bytes);
  }
}
