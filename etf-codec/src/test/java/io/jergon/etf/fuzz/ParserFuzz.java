package io.jergon.etf.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jergon.etf.Term;
import io.jergon.etf.TermSyntaxException;

/// Any text is a term or a [TermSyntaxException], and what is read can be used in every way.
/// `docs/fuzzing.md` says how to run it.
public final class ParserFuzz {
  private ParserFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    Term term;
    try {
      term = Term.parse(new String(data, UTF_8));
    } catch (TermSyntaxException e) {
      Claim.that(e.getMessage() != null && !e.getMessage().isEmpty(), () -> "no message");
      return;
    }
    DecoderFuzz.requireUsable(term);
  }
}
