package io.jergon.benchmarks.codec;

import java.util.List;

/// One codec and one term in its own form: what is measured.
public interface Codec {
  /// Every codec's label, [#of]'s argument.
  List<String> LABELS =
      List.of("jergon", "jergon-sharing", "jinterface", "cbor", "smile", "typed", "by-hand");

  /// The term as bytes; what it is returned in differs.
  Object encode();

  /// The term from bytes that were made before.
  Object decode();

  /// Encodes the term and decodes the result.
  Object roundTrip();

  /// The bytes that [#decode] reads.
  byte[] bytes();

  /// True if [#of] makes this codec for the shape: records need a shape that is one.
  static boolean has(String label, Shape shape) {
    return shape == Shape.RECORD || !(label.equals("typed") || label.equals("by-hand"));
  }

  /// @throws IllegalArgumentException if no codec has this label
  static Codec of(String label, Shape shape) {
    boolean record = shape == Shape.RECORD;
    return switch (label) {
      case "jergon" -> new JergonCodec(shape.term());
      case "jergon-sharing" -> new JergonSharingCodec(shape.term());
      case "jinterface" -> new JInterfaceCodec(shape.term());
      case "cbor" -> record ? JacksonTypedCodec.cbor() : JacksonCodec.cbor(shape.term());
      case "smile" -> record ? JacksonTypedCodec.smile() : JacksonCodec.smile(shape.term());
      case "typed" -> new TypedCodec();
      case "by-hand" -> new ByHandCodec();
      default ->
          throw new IllegalArgumentException("codec " + label + " (expected: " + LABELS + ")");
    };
  }
}
