package io.jergon.etf.fuzz;

import io.jergon.etf.Allocation;
import io.jergon.etf.DecodeException;
import io.jergon.etf.DecodeLimits;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Any bytes are a term or a [DecodeException], for memory in proportion; and what is read can be
/// used in every way. `docs/fuzzing.md` says how to run it.
public final class DecoderFuzz {
  /// An exception, or what the first use of a class takes.
  private static final long FIXED_COST = 1 << 20;

  /// Whether a native record is exported is not in its text. The pattern finds more than records.
  private static final Pattern RECORD = Pattern.compile("#['\\p{Ll}]");

  private DecoderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    Term shared = decode(TermInput.sharing(data.clone(), 0, data.length));
    @Nullable Term[] read = {null};
    long allocated = Allocation.of(() -> read[0] = decode(new TermInput(data, 0, data.length)));
    long most = Allocation.MOST_PER_BYTE * (data.length + inflatedSize(data)) + FIXED_COST;
    Claim.that(allocated <= most, () -> "allocates " + allocated + ", more than " + most);
    Term term = read[0];
    Claim.that((term == null) == (shared == null), () -> "a view is " + shared + ", not " + term);
    if (term != null) {
      Claim.same(term, shared);
      requireUsable(term);
    }
  }

  /// What the compressed data may inflate to, 0 if it is not compressed.
  private static long inflatedSize(byte[] data) {
    if (data.length < 6 || data[1] != 80) {
      return 0;
    }
    return Math.min(
        new TermInput(data, 2, 4).readUnsignedInt(), DecodeLimits.DEFAULT.maxUncompressedSize());
  }

  private static @Nullable Term decode(TermInput in) {
    int length = in.remaining();
    try {
      return TermDecoder.DEFAULT.decode(in);
    } catch (DecodeException e) {
      Claim.that(e.offset() >= 0 && e.offset() <= length, () -> "offset of " + e);
      return null;
    }
  }

  /// Fails unless a term can be written, read, compared, hashed, printed and parsed.
  static void requireUsable(Term term) {
    byte[] bytes = TermEncoder.encode(term);
    Term again = TermDecoder.DEFAULT.decode(bytes);
    Claim.same(term, again);
    Claim.that(Arrays.equals(bytes, TermEncoder.encode(again)), () -> "other bytes for " + term);
    String text = term.toString();
    Claim.that(text.equals(again.toString()), () -> "two texts for " + text);
    Claim.that(term.abbreviated(20).length() <= 23, () -> "abbreviates " + text);
    if (!text.contains("#Fun<")) {
      Term parsed = Term.parse(text);
      Claim.that(text.equals(parsed.toString()), () -> text + " is parsed as " + parsed);
      if (!RECORD.matcher(text).find()) {
        Claim.same(term, parsed);
      }
    }
  }
}
