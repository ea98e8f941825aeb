package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Term;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records of a named module, seen by the mapper as a named module.
class ModuleAccessTest {
  private static final String USER =
      """
      package %1$s;
      import io.jergon.etf.Term;
      import io.jergon.etf.mapping.TermMapper;
      public final class User {
        %2$s record Point(int x, int y) {}
        public static String roundTrip() {
          try {
            TermMapper mapper = %3$s;
            Term term = mapper.toTerm(new Point(1, 2));
            return term + " is " + mapper.fromTerm(term, Point.class);
          } catch (RuntimeException e) {
            return e.getMessage();
          }
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void record_inAnOpenPackage_isMapped() throws Exception {
    assertThat(roundTrip("opens com.user to io.jergon.etf;", ""))
        .isEqualTo("{point,1,2} is Point[x=1, y=2]");
  }

  @Test
  void record_publicInAnExportedPackage_isMapped() throws Exception {
    assertThat(roundTrip("exports com.user;", "public"))
        .isEqualTo("{point,1,2} is Point[x=1, y=2]");
  }

  @Test
  void record_inAClosedPackage_isMappedByALookupOfItsModule() throws Exception {
    assertThat(
            roundTrip(
                "",
                "private",
                "TermMapper.builder().lookup(java.lang.invoke.MethodHandles.lookup()).build()"))
        .isEqualTo("{point,1,2} is Point[x=1, y=2]");
  }

  @Test
  void lookup_withoutRights_isRefused() throws Exception {
    assertThat(
            roundTrip(
                "",
                "private",
                "TermMapper.builder()"
                    + ".lookup(java.lang.invoke.MethodHandles.publicLookup().in(User.class)).build()"))
        .contains("the lookup given for module com.user does not reach into it");
  }

  @Test
  void record_outOfReach_saysWhatTheModuleMustSay() throws Exception {
    assertThat(roundTrip("", "public"))
        .isEqualTo(
            "at $: the record com.user.User$Point is out of reach; let its module say: "
                + "opens com.user to io.jergon.etf; or give the mapper a lookup: "
                + "TermMapper.builder().lookup(MethodHandles.lookup())");
    assertThat(roundTrip("exports com.user;", "")).contains("is out of reach");
  }

  private String roundTrip(String clause, String modifier) throws Exception {
    return roundTrip(clause, modifier, "new TermMapper()");
  }

  private String roundTrip(String clause, String modifier, String mapper) throws Exception {
    Path sources = Files.createTempDirectory(directory, "sources");
    Path classes = Files.createTempDirectory(directory, "classes");
    Path codec = pathOf(Term.class);
    compile(sources, classes, codec, clause, modifier, mapper);
    ModuleFinder finder = ModuleFinder.of(codec, classes, pathOf(Nullable.class));
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("com.user"));
    ModuleLayer.Controller controller =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader());
    Module user = controller.layer().findModule("com.user").orElseThrow();
    controller.addExports(user, "com.user", ModuleAccessTest.class.getModule());
    return (String)
        user.getClassLoader().loadClass("com.user.User").getMethod("roundTrip").invoke(null);
  }

  private static void compile(
      Path sources, Path classes, Path codec, String clause, String modifier, String mapper)
      throws Exception {
    Path module = sources.resolve("module-info.java");
    Path user = sources.resolve("User.java");
    Files.writeString(module, "module com.user { requires io.jergon.etf; " + clause + " }");
    Files.writeString(user, USER.formatted("com.user", modifier, mapper));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-p",
                codec + File.pathSeparator + pathOf(Nullable.class),
                "-d",
                classes.toString(),
                module.toString(),
                user.toString());
    assertThat(status).isZero();
  }

  private static Path pathOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
