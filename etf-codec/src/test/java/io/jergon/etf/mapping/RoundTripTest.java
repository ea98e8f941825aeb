package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Random values of types of every kind come back equal: record to term to bytes to term to record.
class RoundTripTest {
  private static final int VALUES = 20_000;

  enum Colour {
    RED,
    @TermName("Grün")
    GREEN
  }

  sealed interface Value<T> {
    record Leaf<T>(T value) implements Value<T> {}

    record Fork<T>(Value<T> left, List<Value<T>> right) implements Value<T> {}

    record None<T>() implements Value<T> {}

    @Untagged
    record Pair<T>(T a, Optional<Value<T>> b) implements Value<T> {}

    @AsStruct("Value.Struct")
    record Struct<T>(Optional<T> value, Numbers numbers) implements Value<T> {}

    @AsMap(tagKey = "kind")
    record Tagged<T>(Map<String, T> values) implements Value<T> {}

    @AsMap(keys = AsMap.Keys.BINARIES)
    record Plain<T>(Optional<Colour> colour, @DefaultTerm("[]") Set<T> values)
        implements Value<T> {}

    @AsProplist
    record Listed<T>(boolean on, boolean off, Optional<T> value, @DefaultTerm("true") boolean late)
        implements Value<T> {}
  }

  record Numbers(
      byte b, short s, char c, int i, long j, float f, double d, boolean z, BigInteger big) {}

  record Message(
      Value<String> texts,
      Value<Integer> numbers,
      @Charlist String charlist,
      List<@Charlist String> charlists,
      Duration duration,
      @InUnit(ChronoUnit.NANOS) Instant instant,
      Optional<Colour> colour,
      Map<Integer, List<Long>> map,
      Pid pid,
      Term term) {}

  private final Random random;

  RoundTripTest() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("RoundTripTest: -Dseed=" + seed);
    random = new Random(seed);
  }

  @Test
  void randomMessages_comeBackEqual() {
    TermMapper mapper = new TermMapper();
    for (int i = 0; i < VALUES; i++) {
      Message message = message();
      Term term = mapper.toTerm(message);
      Term received = TermDecoder.DEFAULT.decode(TermEncoder.encode(term));
      assertThat(mapper.fromTerm(received, Message.class)).as("message %d", i).isEqualTo(message);
      assertThat(mapper.toTerm(mapper.fromTerm(received, Message.class))).isEqualTo(term);
    }
  }

  private Message message() {
    return new Message(
        value(0, this::text),
        value(0, random::nextInt),
        text(),
        list(this::text),
        Duration.ofMillis(number()),
        Instant.ofEpochSecond(number() >> 28, random.nextInt(1_000_000_000)),
        optional(this::colour),
        map(random::nextInt, () -> list(this::number)),
        Pid.of(Atom.of("a@b"), random.nextInt(100), 2, 3),
        Term.parse("{any,[term]}"));
  }

  private <T> Value<T> value(int depth, Supplier<T> content) {
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> new Value.Leaf<>(content.get());
      case 1 -> new Value.None<>();
      case 2 -> new Value.Struct<>(optional(content), numbers());
      case 3 -> new Value.Tagged<>(map(this::text, content));
      case 4 -> new Value.Plain<>(optional(this::colour), new HashSet<>(list(content)));
      case 5 ->
          new Value.Listed<>(
              random.nextBoolean(), random.nextBoolean(), optional(content), random.nextBoolean());
      case 6 -> new Value.Pair<>(content.get(), optional(() -> value(depth + 1, content)));
      default -> new Value.Fork<>(value(depth + 1, content), list(() -> value(depth + 1, content)));
    };
  }

  private Numbers numbers() {
    return new Numbers(
        (byte) number(),
        (short) number(),
        (char) number(),
        (int) number(),
        number(),
        random.nextFloat(),
        number() * random.nextDouble(),
        random.nextBoolean(),
        new BigInteger(random.nextInt(1, 200), random).negate());
  }

  private Colour colour() {
    return random.nextBoolean() ? Colour.RED : Colour.GREEN;
  }

  /// As many small ones as large ones.
  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private String text() {
    return random
        .ints(random.nextInt(6), 0, 0x110000)
        .map(c -> c >> random.nextInt(20))
        .map(c -> c >= 0xd800 && c < 0xe000 ? 'x' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private <T> Optional<T> optional(Supplier<T> content) {
    return random.nextBoolean() ? Optional.of(content.get()) : Optional.empty();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <K, V> Map<K, V> map(Supplier<K> key, Supplier<V> value) {
    Map<K, V> map = new HashMap<>();
    for (int i = random.nextInt(12) - 4; i > 0; i--) {
      map.put(key.get(), value.get());
    }
    return map;
  }
}
