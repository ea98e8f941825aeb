package io.jergon.benchmarks.codec;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.TermOutput;

/// Jergon's codec as a connection uses it: encodes into an output that is used again, decodes from
/// an array that is given up, so that large binaries are views of it.
final class JergonSharingCodec implements Codec {
  private final Term term;
  private final byte[] bytes;
  private final TermOutput out;

  JergonSharingCodec(Term term) {
    this.term = term;
    this.bytes = TermEncoder.encode(term);
    this.out = new TermOutput(bytes.length);
  }

  @Override
  public TermOutput encode() {
    out.clear();
    TermEncoder.encode(term, out);
    return out;
  }

  @Override
  public Term decode() {
    return TermDecoder.DEFAULT.decode(TermInput.sharing(bytes, 0, bytes.length));
  }

  @Override
  public Term roundTrip() {
    encode();
    return TermDecoder.DEFAULT.decode(TermInput.sharing(out.array(), 0, out.size()));
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }
}
