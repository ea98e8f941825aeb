package io.jergon.benchmarks.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Jackson's binary formats with its tree of nodes, which is to JSON what a term is to Erlang. The
/// data is alike, not the same: tuples become arrays, atoms and short binaries become strings.
final class JacksonCodec implements Codec {
  private static final int LONGEST_TEXT = 100;

  private final ObjectMapper mapper;
  private final JsonNode node;
  private final byte[] bytes;

  private JacksonCodec(ObjectMapper mapper, Term term) {
    this.mapper = mapper;
    this.node = node(term);
    this.bytes = encode();
  }

  static JacksonCodec cbor(Term term) {
    return new JacksonCodec(new CBORMapper(), term);
  }

  static JacksonCodec smile(Term term) {
    return new JacksonCodec(new SmileMapper(), term);
  }

  @Override
  public byte[] encode() {
    try {
      return mapper.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JsonNode decode() {
    return decode(bytes);
  }

  @Override
  public JsonNode roundTrip() {
    return decode(encode());
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  private JsonNode decode(byte[] encoded) {
    try {
      return mapper.readTree(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode node(Term term) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (term) {
      case Atom atom when atom.is("true") -> nodes.booleanNode(true);
      case Atom atom -> nodes.textNode(atom.name());
      case IntegerTerm integer when integer.fitsInt() -> nodes.numberNode(integer.intValue());
      case FloatTerm number -> nodes.numberNode(number.value());
      case Binary binary when binary.size() <= LONGEST_TEXT -> nodes.textNode(binary.utf8());
      case Binary binary -> nodes.binaryNode(binary.toByteArray());
      case Tuple tuple -> array(tuple.elements());
      case ListTerm list -> array(list.elements());
      case MapTerm map -> {
        ObjectNode object = nodes.objectNode();
        map.forEach((key, value) -> object.set(((Binary) key).utf8(), node(value)));
        yield object;
      }
      default -> throw new IllegalArgumentException("no shape has a term like " + term);
    };
  }

  private static ArrayNode array(Iterable<Term> elements) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    elements.forEach(element -> array.add(node(element)));
    return array;
  }
}
