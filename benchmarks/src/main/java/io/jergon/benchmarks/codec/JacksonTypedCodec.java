package io.jergon.benchmarks.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Bytes from and to a record by Jackson's data binding, without a tree between them.
final class JacksonTypedCodec implements Codec {
  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final Order order = Order.sample();
  private final byte[] bytes;

  private JacksonTypedCodec(ObjectMapper mapper) {
    this.writer = mapper.writerFor(Order.class);
    this.reader = mapper.readerFor(Order.class);
    this.bytes = encode();
  }

  static JacksonTypedCodec cbor() {
    return new JacksonTypedCodec(new CBORMapper());
  }

  static JacksonTypedCodec smile() {
    return new JacksonTypedCodec(new SmileMapper());
  }

  @Override
  public byte[] encode() {
    try {
      return writer.writeValueAsBytes(order);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
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
    try {
      return reader.readValue(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
