/// Erlang terms: values, bytes, text, records.
@org.jspecify.annotations.NullMarked
module io.jergon.etf {
  requires static transitive org.jspecify;

  exports io.jergon.etf;
  exports io.jergon.etf.mapping;
}
