package io.jergon.benchmarks.codec;

import io.jergon.etf.Term;
import java.util.List;

/// One codec and one term in its own form: what is measured.
public interface Codec {
  /// Every codec's label, [#of]'s argument.
  List<String> LABELS = List.of("jergon", "jergon-sharing", "jinterface", "cbor", "smile");

  /// The term as bytes; what it is returned in differs.
  Object encode();

  /// The term from bytes that were made before.
  Object decode();

  /// Encodes the term and decodes the result.
  Object roundTrip();

  /// The bytes that [#decode] reads.
  byte[] bytes();

  /// @throws IllegalArgumentException if no codec has this label
  static Codec of(String label, Term term) {
    return switch (label) {
      case "jergon" -> new JergonCodec(term);
      case "jergon-sharing" -> new JergonSharingCodec(term);
      case "jinterface" -> new JInterfaceCodec(term);
      case "cbor" -> JacksonCodec.cbor(term);
      case "smile" -> JacksonCodec.smile(term);
      default ->
          throw new IllegalArgumentException("codec " + label + " (expected: " + LABELS + ")");
    };
  }
}
