package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Java in the README and the guide is Java that is compiled and run: each snippet stands, line
/// by line, in one of the examples or in the demo node. Indentation and empty lines do not count.
class DocSnippetsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  private static String lines(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String folder :
        List.of(
            "examples/src/main/java",
            "examples/src/test/java",
            "cmd/src/main/java/io/jergon/cmd/demo")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          sources.add(lines(Files.readString(file)));
        }
      }
    }
    return sources;
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/guide.md"})
  void javaSnippets_each_standInAnExample(String document) throws IOException {
    List<String> sources = sources();
    Matcher block = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve(document)));
    int found = 0;
    for (; block.find(); found++) {
      String snippet = lines(block.group(1));
      assertThat(sources).as(snippet).anyMatch(source -> source.contains(snippet));
    }
    assertThat(found).isPositive();
  }

  @Test
  void readmeServer_counted_isAsShortAsItSays() throws IOException {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(block.find()).isTrue();
    assertThat(lines(block.group(1)).strip().lines()).hasSizeLessThanOrEqualTo(25);
  }
}
