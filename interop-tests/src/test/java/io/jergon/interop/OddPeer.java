package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A peer that says the lines of an [OddInput] and tells what came of it. Behind them, on the same
/// connection, it asks `net_kernel` something: with an answer to that, the connection is open and
/// everything before was taken.
final class OddPeer implements AutoCloseable {
  private static final byte VERSION = (byte) 131;
  private static final int QUESTION = 99;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Vandal vandal;
  private final OddInput.Framing framing;
  private final Map<String, Term> named = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();

  OddPeer(Vandal vandal, OddInput.Framing framing, OddTarget.Victims victims) {
    this.vandal = vandal;
    this.framing = framing;
    Pid victim = victims.victim();
    Atom theirs = victim.node();
    Atom third = Atom.of("third@127.0.0.1");
    int life = victim.creation() + 1;
    named.put("us", vandal.pid(1));
    named.put("ref", vandal.ref(7));
    named.put("victim", victim);
    named.put("dead", victims.dead());
    named.put("stale", Pid.of(theirs, victim.id(), victim.serial(), life));
    named.put("former", Pid.of(vandal.pid(1).node(), 1, 0, FakePeer.CREATION - 1));
    named.put("third", Pid.of(third, 5, 0, 1));
    named.put("foreign", Ref.of(third, 1, 1, 2, 3));
    named.put("noalias", Ref.of(theirs, victim.creation(), 1, 2, 3));
    named.put("hugepid", Pid.of(vandal.pid(1).node(), 0xffff_ffffL, 0, FakePeer.CREATION));
    named.put("hugeref", Ref.of(vandal.pid(1).node(), FakePeer.CREATION, -1, 2, 3));
  }

  /// Says all lines, and asks the question; then waits for what is expected, as far as the answers
  /// of processes may come later than that of `net_kernel`.
  OddInput.Outcome says(List<String> lines, OddInput.Outcome expected) {
    try {
      for (String line : lines) {
        if (line.equals("wait")) {
          readOne();
        } else {
          write(bytes(line));
        }
      }
      return ask(expected);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
        return OddInput.CLOSED;
      }
      if (e.getCause() instanceof SocketTimeoutException) {
        return OddInput.open(
            answers.toArray(String[]::new)); // and all that is expected did not come
      }
      throw e;
    }
  }

  private OddInput.Outcome ask(OddInput.Outcome expected) {
    write(
        bytes(
            "{6, us, '', net_kernel} | {'$gen_call', {us, "
                + vandal.ref(QUESTION)
                + "}, {is_auth, '"
                + vandal.name()
                + "'}}"));
    boolean answered = false;
    while (!answered || answers.size() < expected.answers().size()) {
      answered |= readOne();
    }
    if (expected.closed() && vandal.closedWithin(SOON)) {
      return OddInput.CLOSED; // by the process that was to take the payload
    }
    return OddInput.open(answers.toArray(String[]::new));
  }

  /// Writing may fail when the node has closed the connection; what it said before can be read.
  private void write(byte[] bytes) {
    vandal.flood(1, _ -> bytes);
  }

  private byte[] bytes(String line) {
    if (line.startsWith("raw ")) {
      return HexFormat.of().parseHex(line.substring(4));
    }
    if (line.startsWith("frame ")) {
      return framed(HexFormat.of().parseHex(line.substring(6)));
    }
    String[] parts = line.split(" \\| ", 2);
    if (line.startsWith("first ")) {
      String[] words = parts[0].split(" ", 4);
      Tuple control = (Tuple) term(words[3]);
      return Vandal.firstFragment(
          Long.parseLong(words[1]), Long.parseLong(words[2]), control, body(parts[1]));
    }
    if (line.startsWith("next ")) {
      String[] words = parts[0].split(" ");
      return Vandal.fragment(Long.parseLong(words[1]), Long.parseLong(words[2]), body(parts[1]));
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    if (framing == OddInput.Framing.PASS_THROUGH) {
      frame.write(112);
    } else {
      frame.writeBytes(new byte[] {VERSION, 68, 0});
    }
    for (String part : parts) {
      if (framing == OddInput.Framing.PASS_THROUGH) {
        frame.write(VERSION);
      }
      frame.writeBytes(body(part));
    }
    return framed(frame.toByteArray());
  }

  private static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  /// A term without its version byte: `#` and hexadecimal digits, or text.
  private byte[] body(String text) {
    if (text.startsWith("#")) {
      return HexFormat.of().parseHex(text.substring(1));
    }
    byte[] external = TermEncoder.encode(term(text));
    return Arrays.copyOfRange(external, 1, external.length);
  }

  private Term term(String text) {
    String full = text;
    for (Map.Entry<String, Term> name : named.entrySet()) {
      full = full.replaceAll("\\b" + name.getKey() + "\\b(?!@)", name.getValue().toString());
    }
    return Term.parse(full);
  }

  /// Reads a frame, and keeps it if it is no answer to the question.
  private boolean readOne() {
    byte[] frame = vandal.peer().readFrame();
    List<Term> terms = new ArrayList<>();
    if (framing == OddInput.Framing.PASS_THROUGH) {
      TermInput in = new TermInput(frame, 1, frame.length - 1);
      while (in.remaining() > 0) {
        terms.add(TermDecoder.DEFAULT.decode(in));
      }
    } else {
      TermInput in = new TermInput(frame, 3, frame.length - 3);
      while (in.remaining() > 0) {
        terms.add(TermDecoder.DEFAULT.decodeBody(in));
      }
    }
    if (terms.size() == 2
        && terms.get(1) instanceof Tuple reply
        && reply.get(0).equals(vandal.ref(QUESTION))) {
      return true;
    }
    answers.add(String.join(" | ", terms.stream().map(this::shown).toList()));
    return false;
  }

  /// The notation of the table: names for what it knows, `*` for new pids and unlink ids.
  private String shown(Term term) {
    String text = term.toString();
    for (Map.Entry<String, Term> name : named.entrySet()) {
      text = text.replace(name.getValue().toString(), name.getKey());
    }
    return text.replaceAll("#Pid<[^>]*>|<[^>]*>", "*").replaceFirst("^\\{35,\\d+", "{35,*");
  }

  @Override
  public void close() {
    vandal.close();
  }
}
