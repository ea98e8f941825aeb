package io.jergon.epmd;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The memory of a server: the names that are alive, and the last creations of those that were.
///
/// A creation tells one life of a name from the next, so that a pid of the old life is not taken
/// for one of the new. A name that is new gets the time in seconds as its creation; a name that
/// comes back gets its last creation plus one. The 1000 names freed last are remembered; whoever
/// comes back later is a new name, whose creation differs because time has passed. 0 to 3 are never
/// given: 0 matches every creation, 1 to 3 are those of old nodes (erl_dist_protocol, OTP 23).
///
/// Every operation on one name takes constant time. Not thread-safe: owned by the server's event
/// loop.
final class NameTable {
  private static final int MAX_FREED = 1000;
  private static final int FIRST_CREATION = 4;

  private final InstantSource clock;
  private final LinkedHashMap<String, Life> live = new LinkedHashMap<>(); // oldest first
  private final LinkedHashMap<String, Life> freed =
      new LinkedHashMap<>(); // freed longest ago first
  private @Nullable String listing; // text of NAMES, until the next change

  NameTable(InstantSource clock) {
    this.clock = clock;
  }

  /// One life of a name.
  ///
  /// @param connection number of the connection that registered it
  private record Life(NodeEntry entry, int creation, long connection) {
    String text(String prefix, String infix, String end) {
      return prefix
          + "<"
          + entry.name()
          + ">"
          + infix
          + entry.port()
          + ", fd = "
          + connection
          + end;
    }
  }

  /// Registers a name and returns its creation, or nothing if the name is alive.
  OptionalInt register(NodeEntry entry, long connection) {
    if (live.containsKey(entry.name())) {
      return OptionalInt.empty();
    }
    var last = freed.remove(entry.name());
    int creation = last == null ? (int) clock.instant().getEpochSecond() : last.creation() + 1;
    if (creation >= 0 && creation < FIRST_CREATION) {
      creation = FIRST_CREATION;
    }
    live.put(entry.name(), new Life(entry, creation, connection));
    listing = null;
    return OptionalInt.of(creation);
  }

  /// Frees a name that this connection registered; another connection's name stays.
  void unregister(String name, long connection) {
    var life = live.get(name);
    if (life == null || life.connection() != connection) {
      return;
    }
    live.remove(name);
    listing = null;
    freed.put(name, life);
    if (freed.size() > MAX_FREED) {
      freed.pollFirstEntry();
    }
  }

  /// The entry of a live name.
  @Nullable NodeEntry find(String name) {
    var life = live.get(name);
    return life == null ? null : life.entry();
  }

  /// The number of live names.
  int size() {
    return live.size();
  }

  /// The body of the answer to NAMES_REQ: newest registration first.
  String listing() {
    var text = listing;
    if (text == null) {
      var lines = new StringBuilder();
      for (Life life : live.sequencedValues().reversed()) {
        var entry = life.entry();
        lines.append("name ").append(entry.name());
        lines.append(" at port ").append(entry.port()).append('\n');
      }
      text = lines.toString();
      listing = text;
    }
    return text;
  }

  /// The body of the answer to DUMP_REQ: live names, newest first, then the freed ones in the order
  /// they were freed. A NUL ends each entry; what is called fd is our connection's number.
  String dump() {
    var text = new StringBuilder();
    for (Life life : live.sequencedValues().reversed()) {
      text.append(life.text("active name     ", " at port ", "\n\0"));
    }
    for (Life life : freed.values()) {
      text.append(life.text("old/unused name ", ", port = ", " \n\0"));
    }
    return text.toString();
  }
}
