package io.jergon.benchmarks.codec;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;

/// Jergon's codec from and to an array of its own: like for like with `term_to_binary` and
/// `binary_to_term`.
final class JergonCodec implements Codec {
  private final Term term;
  private final byte[] bytes;

  JergonCodec(Term term) {
    this.term = term;
    this.bytes = TermEncoder.encode(term);
  }

  @Override
  public byte[] encode() {
    return TermEncoder.encode(term);
  }

  @Override
  public Term decode() {
    return TermDecoder.DEFAULT.decode(bytes);
  }

  @Override
  public Term roundTrip() {
    return TermDecoder.DEFAULT.decode(TermEncoder.encode(term));
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }
}
