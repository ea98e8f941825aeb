package io.jergon.examples;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.DecodeException;
import io.jergon.etf.DecodeLimits;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.Tuple;
import io.jergon.etf.mapping.AsMap;
import io.jergon.etf.mapping.TermMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Erlang's external term format without a node: reads and writes what `term_to_binary` and
/// `binary_to_term` do. Of Jergon it needs `jergon-etf-codec` alone.
public final class CodecExample {
  private CodecExample() {}

  @AsMap
  record Reading(String sensor, double celsius, Instant at) {}

  /// @param arguments a file to write, which `file:read_file/1` and `binary_to_term/1` read
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    System.out.println(run(file, new Reading("attic", 21.5, Instant.now())));
  }

  static Reading run(Path file, Reading reading) throws IOException {
    TermMapper mapper = new TermMapper();
    Files.write(file, TermEncoder.encode(mapper.toTerm(reading)));
    Term term = TermDecoder.DEFAULT.decode(Files.readAllBytes(file));
    System.out.println(term); // #{at => 1700000000000,celsius => 21.5,sensor => <<"attic">>}
    return mapper.fromTerm(term, Reading.class);
  }

  /// The same without a record.
  static String describe(byte[] bytes) {
    return switch (TermDecoder.DEFAULT.decode(bytes)) {
      case MapTerm map when map.get(Atom.of("celsius")) instanceof FloatTerm f -> f + " degrees";
      case Tuple tuple when tuple.arity() > 0 -> "something about " + tuple.get(0);
      case Term other -> "no reading: " + other.abbreviated(100);
    };
  }

  /// What a stranger sent: large binaries are not copied, and broken bytes are told apart.
  static int sizeOfFile(byte[] frame) {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxDepth(100));
    try {
      Term term = decoder.decode(TermInput.sharing(frame, 0, frame.length));
      return term instanceof Binary file ? file.size() : 0;
    } catch (DecodeException e) {
      System.err.println(e.getMessage()); // offset 5: needs 4 more bytes, but 0 remain
      return -1;
    }
  }
}
