package io.jergon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each guarantee of `docs/semantics.md` names tests, and they exist: `Class`, or `Class.method`.
class SemanticsPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| *([^|]*?) *\\|$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Pattern TEST = Pattern.compile("@(Repeated|Parameterized)?Test\\b");

  private static final Map<String, String> tests = new HashMap<>();
  private static List<MatchResult> rows;

  @BeforeAll
  static void read() throws IOException {
    for (String module : List.of("otp-node", "behaviours", "observer-bridge", "interop-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().matches(".*(Test|IT)\\.java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          tests.put(name, Files.readString(file));
        }
      }
    }
    String page = Files.readString(ROOT.resolve("docs/semantics.md"));
    rows =
        ROW.matcher(page)
            .results()
            .filter(row -> !row.group(1).equals("guarantee") && !row.group(1).startsWith("---"))
            .toList();
  }

  private static List<String> named(MatchResult row) {
    return CODE.matcher(row.group(2)).results().map(name -> name.group(1)).toList();
  }

  @Test
  void guarantees_each_namesATest() {
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows.stream().filter(row -> named(row).isEmpty()).map(row -> row.group(1)))
        .isEmpty();
  }

  @Test
  void tests_named_exist() {
    List<String> missing =
        rows.stream()
            .flatMap(row -> named(row).stream())
            .filter(name -> !exists(name))
            .collect(Collectors.toList());
    assertThat(missing).isEmpty();
  }

  private static boolean exists(String name) {
    int dot = name.indexOf('.');
    String type = dot < 0 ? name : name.substring(0, dot);
    String source = tests.get(type);
    return source != null
        && (dot < 0 || source.contains("void " + name.substring(dot + 1) + "("))
        && TEST.matcher(source).find();
  }
}
