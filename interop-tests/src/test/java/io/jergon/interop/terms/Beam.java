package io.jergon.interop.terms;

import io.jergon.etf.Binary;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Erlang of one release, with `jergon_differential` loaded. JUnit makes one per release and
/// test class, and closes it; it is started when first used.
final class Beam implements AutoCloseable {
  private static final int FIRST_WITH_KEYS_BY_PLACE = 26;
  private static final Duration LIMIT = Duration.ofMinutes(2); // only a hang takes as long

  private final @Nullable Path program;
  private @Nullable ErlangNode erl;
  private int release;

  private Beam(@Nullable Path program) {
    this.program = program;
  }

  /// Each release on this machine; without any, one that skips or fails its test.
  static Stream<Beam> each() {
    List<Path> programs = RealErlang.releases();
    return programs.isEmpty() ? Stream.of(new Beam(null)) : programs.stream().map(Beam::new);
  }

  /// What a function of `jergon_differential` makes of a term.
  Term call(String function, Term argument) {
    ErlangNode node = erl();
    node.bindExternal("Argument", TermEncoder.encode(argument));
    byte[] answer = node.evalExternal("jergon_differential:" + function + "(Argument)", LIMIT);
    return TermDecoder.DEFAULT.decode(answer);
  }

  /// The release, 25 for example.
  int release() {
    if (release == 0) {
      release = Integer.parseInt(erl().eval("list_to_integer(erlang:system_info(otp_release))"));
    }
    return release;
  }

  /// From OTP 26 on a small map holds its keys in the order of their places in the atom table.
  /// Where one is in a key of a larger map, its keys are compared in that order, which is another
  /// in each VM, and not in that of the reference manual.
  boolean ordersMapsInKeys() {
    return release() < FIRST_WITH_KEYS_BY_PLACE;
  }

  private ErlangNode erl() {
    if (erl == null) {
      RealErlang.require();
      ErlangNode.Builder builder = ErlangNode.undistributed();
      erl = (program == null ? builder : builder.erl(program)).start();
      erl.load(Beam.class, "/io/jergon/interop/jergon_terms.erl");
      erl.load(Beam.class, "jergon_differential.erl");
    }
    return erl;
  }

  /// Terms as binaries that hold their external format.
  static ListTerm binaries(List<? extends Term> terms) {
    return ListTerm.of(terms.stream().map(term -> Binary.wrap(TermEncoder.encode(term))).toList());
  }

  /// The term whose external format a binary holds.
  static Term decoded(Term binary) {
    return TermDecoder.DEFAULT.decode(((Binary) binary).toByteArray());
  }

  @Override
  public void close() {
    if (erl != null) {
      erl.close();
    }
  }

  @Override
  public String toString() {
    return program == null ? "erl" : program.getFileName().toString();
  }
}
