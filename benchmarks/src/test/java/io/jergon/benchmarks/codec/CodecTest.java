package io.jergon.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermOutput;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is measured must be right.
class CodecTest {
  static Stream<Arguments> everyCodecAndShape() {
    return Codec.LABELS.stream()
        .flatMap(label ->
            Arrays.stream(Shape.values())
                .filter(shape -> Codec.has(label, shape))
                .map(shape -> Arguments.of(label, shape)));
  }

  @ParameterizedTest
  @MethodSource("everyCodecAndShape")
  void roundTrip_anyShape_equalsWhatWasDecoded(String label, Shape shape) {
    Codec codec = Codec.of(label, shape);
    assertThat(codec.roundTrip()).isEqualTo(codec.decode());
  }

  @ParameterizedTest
  @EnumSource
  void jinterface_anyShape_writesWhatJergonReads(Shape shape) {
    byte[] bytes = new JInterfaceCodec(shape.term()).encode();
    assertThat((Object) TermDecoder.DEFAULT.decode(bytes)).isEqualTo(shape.term());
  }

  @Test
  void typedAndByHand_record_writeTheSame() {
    assertThat(new TypedCodec().encode()).isEqualTo(new ByHandCodec().encode());
    assertThat(new TypedCodec().decode()).isEqualTo(new ByHandCodec().decode());
  }

  @ParameterizedTest
  @EnumSource
  void jergonSharing_anyShape_encodesTheSameBytes(Shape shape) {
    Term term = shape.term();
    TermOutput out = new JergonSharingCodec(term).encode();
    assertThat(out.toByteArray()).isEqualTo(new JergonCodec(term).encode());
  }
}
