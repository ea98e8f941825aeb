package io.jergon.node.quota;

/// What one peer has of a [Quota]. Any thread.
public final class Share {
  /// What a process takes that runs or waits in the middle of something, about: most of it is its
  /// thread and the stack of that. 5.8 KiB measured.
  public static final int PROCESS = 6144;

  private final Quota quota;
  private long held; // guarded by this
  private long given; // guarded by this
  private boolean ended; // guarded by this

  Share(Quota quota) {
    this.quota = quota;
  }

  /// Takes so many bytes; false, and nothing is taken, if it would hold more than is left for
  /// others then.
  public synchronized boolean take(long bytes) {
    if (bytes > room()) {
      return false;
    }
    add(bytes);
    return true;
  }

  /// The most that [#take] gives now; not below 0.
  public synchronized long room() {
    return Math.max(0, (quota.left() - held) / 2);
  }

  /// Takes so many bytes, whether they are to be had or not: they are there already.
  public synchronized void add(long bytes) {
    if (!ended) {
      held += bytes;
      quota.use(bytes);
    }
  }

  /// Gives back what was taken.
  public synchronized void give(long bytes) {
    if (!ended) {
      held -= bytes;
      given += bytes;
      quota.use(-bytes);
    }
  }

  /// Gives all back; from now on it takes and gives nothing.
  public synchronized void end() {
    give(held);
    ended = true;
  }

  /// What it holds.
  public synchronized long held() {
    return held;
  }

  /// What it gave back so far.
  public synchronized long given() {
    return given;
  }

  /// Whether it holds more than is left for others.
  public synchronized boolean isOver() {
    return held > quota.left();
  }

  /// Whether it holds more than such a part of what is left for others: 2 for half of it.
  public synchronized boolean isOver(int part) {
    return held > quota.left() / part;
  }
}
