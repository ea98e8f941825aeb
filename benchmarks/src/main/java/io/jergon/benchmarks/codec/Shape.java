package io.jergon.benchmarks.codec;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// The terms that every codec is measured with.
public enum Shape {
  /// `{ok, 42, hello, <<"abc">>, -7}`: a small message.
  SMALL_TUPLE {
    @Override
    public Term term() {
      return Tuple.of(Atom.OK, integer(42), Atom.of("hello"), Binary.utf8("abc"), integer(-7));
    }
  },

  /// `[1000, 2000, ..., 1000000]`: a thousand integers.
  INT_LIST_1K {
    @Override
    public Term term() {
      return ListTerm.of(IntStream.rangeClosed(1, 1000).mapToObj(i -> integer(i * 1000L)).toList());
    }
  },

  /// `#{<<"key1">> => #{<<"name">> => <<"value number 1">>, <<"id">> => 1, <<"on">> => true},
  /// ...}`: a hundred keys.
  MAP_100 {
    @Override
    public Term term() {
      MapTerm.Builder map = MapTerm.builder();
      for (int i = 1; i <= 100; i++) {
        map.put(
            Binary.utf8("key" + i),
            MapTerm.builder()
                .put(Binary.utf8("name"), Binary.utf8("value number " + i))
                .put(Binary.utf8("id"), integer(i))
                .put(Binary.utf8("on"), Atom.TRUE)
                .build());
      }
      return map.build();
    }
  },

  /// A binary of 1 MiB.
  BIN_1M {
    @Override
    public Term term() {
      byte[] bytes = new byte[1 << 20];
      new Random(1).nextBytes(bytes);
      return Binary.wrap(bytes);
    }
  },

  /// `[{1, item, <<"payload">>, 1.5}, ...]`: ten thousand tuples.
  TUPLES_10K {
    @Override
    public Term term() {
      Atom item = Atom.of("item");
      Binary payload = Binary.utf8("payload");
      return ListTerm.of(
          IntStream.rangeClosed(1, 10_000)
              .mapToObj(i -> Tuple.of(integer(i), item, payload, FloatTerm.of(i * 1.5)))
              .toList());
    }
  },

  /// An [Order] as [io.jergon.etf.mapping.TermMapper] writes it: what typed records are measured
  /// with. The other codecs take the tuple.
  RECORD {
    @Override
    public Term term() {
      return ByHandCodec.term(Order.sample());
    }
  };

  /// A new term, which shares nothing with the one that the last call returned.
  public abstract Term term();

  /// As a parameter's value and in a file's name: `small_tuple`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Shape of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static IntegerTerm integer(long value) {
    return IntegerTerm.of(value);
  }
}
