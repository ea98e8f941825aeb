package io.jergon.node.trace;

import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import org.jspecify.annotations.Nullable;

/// What goes with a message: `{Flags, Label, Serial, Sender, LastCount}`.
///
/// @param flags what is to be traced, a number; nothing to this node
/// @param label which trace it belongs to; since OTP 21 any term
/// @param serial the number of this message
/// @param sender who sent it
/// @param lastCount the serial of the message that the sender received before
public record TraceToken(Term flags, Term label, long serial, Term sender, long lastCount) {
  private static final int SIZE = 5;
  private static final int MOST_BYTES = 64 * 1024;

  /// Reads a token; null if it is none.
  public static @Nullable TraceToken of(@Nullable Term term) {
    return term instanceof Tuple t
            && t.arity() == SIZE
            && t.get(0) instanceof IntegerTerm
            && isCount(t.get(2))
            && isCount(t.get(4))
        ? new TraceToken(t.get(0), t.get(1), count(t.get(2)), t.get(3), count(t.get(4)))
        : null;
  }

  /// Reads a token that a peer sent, whose parts may be any terms. It stays with the process that
  /// receives it, where no limit counts it: so it is null, too, if it takes more than 64 KiB.
  public static @Nullable TraceToken ofPeer(@Nullable Term term) {
    TraceToken token = of(term);
    return token == null || TermEncoder.encode(token.toTerm()).length > MOST_BYTES ? null : token;
  }

  private static boolean isCount(Term term) {
    return term instanceof IntegerTerm n && n.fitsLong() && n.longValue() >= 0;
  }

  private static long count(Term term) {
    return ((IntegerTerm) term).longValue();
  }

  /// The token of another message of the same trace.
  TraceToken with(long newSerial, Term newSender, long newLastCount) {
    return new TraceToken(flags, label, newSerial, newSender, newLastCount);
  }

  /// The tuple.
  public Term toTerm() {
    return Tuple.of(flags, label, IntegerTerm.of(serial), sender, IntegerTerm.of(lastCount));
  }
}
