package io.jergon.interop;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Odd input after the handshake, and what becomes of it.
///
/// A line is a control message and perhaps, after a bar, a payload; `#` and digits stand for the
/// bytes of a term, right or wrong. In terms, `us` is a process of the peer and `ref` a reference
/// of it, `victim` a process of the node (see jergon_victim.erl), `dead` one that has ended,
/// `stale` one of another life of the node, `third` one of a third node, `foreign` a reference of
/// that. Answers are written alike. `frame` and digits are a frame without its length, `raw` with
/// it; `wait` waits for an answer; `first S N` and `next S N` are fragments of the sequence S.
///
/// @param why where Jergon differs from Erlang, or Erlang's releases from each other: the reason
record OddInput(
    String what,
    Framing framing,
    List<String> lines,
    Outcome jergon,
    IntFunction<Outcome> beam,
    String why) {

  enum Framing {
    PASS_THROUGH(0),
    HEADER(0x80_0000),
    CACHE(0x80_2000);

    private final long more;

    Framing(long more) {
      this.more = more;
    }

    long flags() {
      return FakePeer.BRING_UP_FLAGS | more;
    }
  }

  /// What became of the connection, and what was answered.
  record Outcome(boolean closed, List<String> answers) {}

  static final Outcome CLOSED = new Outcome(true, List.of());

  /// Open, and exactly these answers.
  static Outcome open(String... answers) {
    return new Outcome(false, List.of(answers));
  }

  private static OddInput row(String what, Outcome outcome, String... lines) {
    return new OddInput(
        what, Framing.PASS_THROUGH, List.of(lines), outcome, _ -> outcome, "as Erlang");
  }

  private OddInput with(Framing other) {
    return new OddInput(what, other, lines, jergon, beam, why);
  }

  private OddInput beam(IntFunction<Outcome> erlang, String reason) {
    return new OddInput(what, framing, lines, jergon, erlang, reason);
  }

  static Stream<OddInput> table() {
    return Stream.of(nobody(), links(), monitors(), spawns(), others(), broken(), frames())
        .flatMap(rows -> rows);
  }

  private static Stream<OddInput> nobody() {
    return Stream.of(
        row("message to a dead pid", open(), "{22, us, dead} | hi"),
        row("message to a stale pid", open(), "{22, us, stale} | hi"),
        row("message to a third node's pid", open(), "{22, us, third} | hi"),
        row("message from a third node's pid", open(), "{22, third, dead} | hi"),
        row("message to an unknown name", open(), "{6, us, '', nobody} | hi"),
        row("message to an alias that is none", open(), "{33, us, noalias} | hi"),
        row("message to a third node's alias", open(), "{33, us, foreign} | hi"),
        row("exit/2 to a dead pid", open(), "{26, us, dead} | bye"),
        row("exit/2 to a stale pid", open(), "{26, us, stale} | bye"),
        row("exit/2 with its reason to a stale pid", open(), "{8, us, stale, bye}"),
        row("group leader for a dead pid", open(), "{7, us, dead}"),
        row("exit/2 to a third node's pid", CLOSED, "{26, us, third} | bye"),
        row("group leader for a third node's pid", open(), "{7, us, third}"),
        row("group leader for a stale pid", open(), "{7, us, stale}"));
  }

  private static Stream<OddInput> links() {
    return Stream.of(
        row("link to a dead pid", open("{24,dead,us} | noproc"), "{1, us, dead}"),
        row("link to a stale pid", open("{24,stale,us} | noproc"), "{1, us, stale}"),
        row("link to a third node's pid", CLOSED, "{1, us, third}"),
        row("unlink of a third node's pid", CLOSED, "{35, 5, us, third}"),
        row("exit of a link to a third node's pid", CLOSED, "{24, us, third} | bye"),
        row("acknowledgement to a third node's pid", CLOSED, "{36, 5, us, third}"),
        row("acknowledgement to a stale pid", open(), "{36, 5, us, stale}")
            .beam(_ -> CLOSED, "a late acknowledgement harms nobody"),
        row("link in the node's own name", CLOSED, "{1, dead, victim}"),
        row("link in a third node's name", CLOSED, "{1, third, victim}"),
        row("link in the name of another life of the node", CLOSED, "{1, stale, victim}"),
        row("link in the name of an earlier life of the peer", open(), "{1, former, victim}"),
        row(
            "exit of no link",
            open("{22,victim,us} | {victim,hi}"),
            "{24, us, victim} | bye",
            "{22, us, victim} | {us, hi}"),
        row("exit of a link to a dead pid", open(), "{24, us, dead} | bye"),
        row("exit of a link to a stale pid", CLOSED, "{24, us, stale} | bye"),
        row("exit with its reason of a link to a dead pid", open(), "{3, us, dead, bye}"),
        row("exit with its reason of a link to a stale pid", CLOSED, "{3, us, stale, bye}"),
        row("unlink without link", open("{36,5,victim,us}"), "{35, 5, us, victim}"),
        row("unlink of a dead pid", open("{36,5,dead,us}"), "{35, 5, us, dead}"),
        row("unlink of a stale pid", open("{36,5,stale,us}"), "{35, 5, us, stale}")
            .beam(_ -> CLOSED, "a late unlink harms nobody"),
        row("unlink with the id 0", CLOSED, "{35, 0, us, victim}"),
        row("unlink of the old kind", CLOSED, "{4, us, victim}")
            .beam(release -> release < 26 ? open() : CLOSED, "as OTP 26 and later"),
        row("acknowledgement of no unlink", open(), "{36, 5, us, victim}"),
        row(
            "links from both ends are one link",
            open("{1,victim,us}", "{36,5,victim,us}", "{22,victim,us} | {victim,hi}"),
            "{22, us, victim} | {link, us}",
            "wait",
            "{1, us, victim}",
            "{35, 5, us, victim}",
            "wait",
            "{24, us, victim} | bye",
            "{22, us, victim} | {us, hi}"),
        row(
            "link while unlinking",
            open("{1,victim,us}", "{35,*,victim,us}", "{22,victim,us} | {victim,hi}"),
            "{22, us, victim} | {link, us}",
            "wait",
            "{22, us, victim} | {unlink, us}",
            "wait",
            "{1, us, victim}",
            "{24, us, victim} | bye",
            "{22, us, victim} | {us, hi}"));
  }

  private static Stream<OddInput> monitors() {
    return Stream.of(
        row("monitor of a dead pid", open("{28,dead,us,ref} | noproc"), "{19, us, dead, ref}"),
        row("monitor of a stale pid", open("{28,stale,us,ref} | noproc"), "{19, us, stale, ref}"),
        row(
            "monitor of an unknown name",
            open("{28,nobody,us,ref} | noproc"),
            "{19, us, nobody, ref}"),
        row(
            "monitor with a foreign reference",
            open("{28,dead,us,foreign} | noproc"),
            "{19, us, dead, foreign}"),
        row("monitor of a third node's pid", CLOSED, "{19, us, third, ref}"),
        row("demonitor of a third node's pid", CLOSED, "{20, us, third, ref}"),
        row("demonitor of a stale pid", open(), "{20, us, stale, ref}"),
        row("end of an unknown monitor for a stale pid", open(), "{28, us, stale, noalias} | bye"),
        row(
            "end of an unknown monitor for a third node's pid",
            CLOSED,
            "{28, us, third, noalias} | bye"),
        row(
            "end of an unknown monitor with a foreign reference",
            open(),
            "{28, us, victim, foreign} | bye"),
        row("monitor in a third node's name", CLOSED, "{19, third, victim, ref}"),
        row("demonitor of an unknown reference", open(), "{20, us, victim, ref}"),
        row("demonitor of a dead pid", open(), "{20, us, dead, ref}"),
        row("end of an unknown monitor", open(), "{28, us, victim, noalias} | bye"));
  }

  private static Stream<OddInput> spawns() {
    return Stream.of(
        row(
            "spawn with an unknown option",
            open("{31,ref,us,0,badopt}"),
            "{29, ref, us, us, {erlang, node, 0}, [bogus]} | []"),
        row(
            "spawn with options that are no list",
            open("{31,ref,us,0,badopt}"),
            "{29, ref, us, us, {erlang, node, 0}, bogus} | []"),
        row(
            "spawn of an unknown function",
            open("{31,ref,us,2,*}", "{28,*,us,ref} | {undef,[{nowhere,f,[],[]}]}"),
            "{29, ref, us, us, {nowhere, f, 0}, [monitor]} | []"),
        row(
                "spawn in a third node's name",
                CLOSED,
                "{29, ref, third, us, {erlang, node, 0}, []} | []")
            .beam(_ -> open("{31,ref,third,0,*}"), "who asks is at the other end"),
        row(
                "spawn with a third node's reference",
                CLOSED,
                "{29, foreign, us, us, {erlang, node, 0}, []} | []")
            .beam(_ -> open("{31,foreign,us,0,*}"), "the reference may be that of a monitor"),
        row(
                "spawn with a link in a third node's name",
                CLOSED,
                "{29, ref, third, us, {erlang, node, 0}, [link]} | []")
            .beam(_ -> open("{31,ref,third,1,*}"), "who asks is at the other end"),
        row(
            "spawn with a group leader that is no pid",
            CLOSED,
            "{29, ref, us, leader, {erlang, node, 0}, []} | []"),
        row("spawn of a tuple of two", CLOSED, "{29, ref, us, us, {erlang, node}, []} | []"),
        row("spawn reply to a stale pid", open(), "{31, noalias, stale, 0, badopt}"),
        row("spawn reply with a foreign reference", open(), "{31, foreign, victim, 0, badopt}")
            .beam(_ -> CLOSED, "nobody waits for it"),
        row("spawn reply to nobody", open(), "{31, noalias, victim, 0, badopt}"));
  }

  private static Stream<OddInput> others() {
    return Stream.of(
        row(
                "operation 37 with unknown flags",
                open("{22,victim,us} | {victim,hi}"),
                "{37, 224, us, victim} | {us, hi}")
            .beam(since28(open("{22,victim,us} | {victim,hi}")), "unknown before OTP 28"),
        row(
                "operation 37 with more elements",
                open("{22,victim,us} | {victim,hi}"),
                "{37, 0, us, victim, new, newer} | {us, hi}")
            .beam(since28(open("{22,victim,us} | {victim,hi}")), "unknown before OTP 28"),
        row("operation 37 for an unknown name", open(), "{37, 8, us, nobody} | hi")
            .beam(since28(open()), "unknown before OTP 28"),
        row("operation 37 for an alias and a name", CLOSED, "{37, 12, us, noalias} | hi")
            .beam(since28(CLOSED), "unknown before OTP 28"));
  }

  private static IntFunction<Outcome> since28(Outcome outcome) {
    return release -> release < 28 ? CLOSED : outcome;
  }

  private static Stream<OddInput> broken() {
    return Stream.of(
        row("unknown operation", CLOSED, "{99, us, victim}"),
        row("operation that is no number", CLOSED, "{link, us, victim}"),
        row("operation of 32 bits", CLOSED, "{70000, us, victim}"),
        row("control message that is no tuple", CLOSED, "link"),
        row("empty control tuple", CLOSED, "{}"),
        row("control tuple with an element too few", CLOSED, "{1, us}"),
        row("control tuple with an element too many", CLOSED, "{1, us, victim, more}"),
        row("control message that is no term", CLOSED, "#6803610158ff"),
        row("payload that is no term, for a dead pid", CLOSED, "{22, us, dead} | #ff")
            .beam(_ -> open(), "it is a broken message, whoever gets it"),
        row("payload that is no term", CLOSED, "{22, us, victim} | #ff"),
        row("payload cut off", CLOSED, "{22, us, victim} | #6802610a"),
        row("no payload, for a dead pid", CLOSED, "{22, us, dead}")
            .beam(_ -> open(), "it is a broken message, whoever gets it"),
        row("bytes after the payload", open(), "{22, us, dead} | #610a610b"),
        row(
            "bytes after the control message",
            open("{24,dead,us} | noproc"),
            "{1, us, dead} | #610a"),
        row("pid of the peer with a number of 32 bits", open(), "{1, hugepid, victim}"),
        row(
            "reference of the peer with a first word of 32 bits",
            open("{28,dead,us,hugeref} | noproc"),
            "{19, us, dead, hugeref}"));
  }

  private static Stream<OddInput> frames() {
    return Stream.of(
        row("frame of 2 GB", CLOSED, "raw 80000000708368"),
        row("frame with a header that was not agreed on", CLOSED, "frame 834400680261016102"),
        row("frame that is a bare term", CLOSED, "frame 83680261016102"),
        row("frame without a header", CLOSED, "frame 7083680261016102").with(Framing.HEADER),
        row("frame that is a bare term, where there are headers", CLOSED, "frame 83680261016102")
            .with(Framing.HEADER),
        row("header cut off", CLOSED, "frame 8344").with(Framing.CACHE),
        row("header that is longer than its frame", CLOSED, "frame 8344ff00").with(Framing.CACHE),
        row("atom of an empty slot of the cache", CLOSED, "frame 83440107" + "05" + "68025200")
            .with(Framing.CACHE),
        row("message where there are headers", open(), "{22, us, dead} | hi").with(Framing.HEADER),
        row(
                "message in fragments",
                open("{22,victim,us} | {victim,hi}"),
                "first 9 3 {22, us, victim} | #6802",
                "next 9 2 | us",
                "next 9 1 | hi")
            .with(Framing.HEADER),
        row("fragment that nobody began", CLOSED, "next 9 1 | hi").with(Framing.HEADER),
        row("fragment out of order", CLOSED, "first 9 3 {22, us, victim} | #6802", "next 9 1 | hi")
            .with(Framing.HEADER));
  }

  @Override
  public String toString() {
    return what;
  }
}
