package io.jergon.benchmarks.codec;

import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.mapping.TermMapper;

/// Bytes from and to a record by [TermMapper].
final class TypedCodec implements Codec {
  private final TermMapper mapper = new TermMapper();
  private final Order order = Order.sample();
  private final byte[] bytes = encode();

  @Override
  public byte[] encode() {
    return TermEncoder.encode(mapper.toTerm(order));
  }

  @Override
  public Order decode() {
    return decode(bytes);
  }

  @Override
  public Order roundTrip() {
    return decode(encode());
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  private Order decode(byte[] encoded) {
    return mapper.fromTerm(TermDecoder.DEFAULT.decode(encoded), Order.class);
  }
}
