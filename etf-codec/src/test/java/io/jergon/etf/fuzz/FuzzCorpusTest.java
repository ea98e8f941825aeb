package io.jergon.etf.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tries again what fuzzing found worth keeping. The corpus is one directory per target; a file is
/// one input.
class FuzzCorpusTest {

  enum Target {
    DECODER(DecoderFuzz.class, DecoderFuzz::fuzzerTestOneInput),
    PARSER(ParserFuzz.class, ParserFuzz::fuzzerTestOneInput),
    MAPPER(MapperFuzz.class, MapperFuzz::fuzzerTestOneInput);

    private final Class<?> type;
    private final Consumer<byte[]> run;

    Target(Class<?> type, Consumer<byte[]> run) {
      this.type = type;
      this.run = run;
    }

    private List<Path> corpus() throws IOException, URISyntaxException {
      URL directory = FuzzCorpusTest.class.getResource("/fuzz/" + type.getSimpleName());
      try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(directory).toURI()))) {
        return files.sorted().toList();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void target_everyInputOfItsCorpus_holds(Target target) throws Exception {
    List<Path> corpus = target.corpus();
    assertThat(corpus).isNotEmpty();
    target.run.accept(new byte[0]);
    for (Path input : corpus) {
      try {
        target.run.accept(Files.readAllBytes(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("with " + input.getFileName() + ": " + e, e);
      }
    }
  }
}
