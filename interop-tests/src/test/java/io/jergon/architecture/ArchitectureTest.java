package io.jergon.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.jergon.node.NodeBuilder;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Arrows run one way: etf-codec, epmd <- otp-node <- behaviours <- observer-bridge <- cmd,
/// examples.
///
/// The module descriptors say the same to the compiler. This test adds what they cannot: the
/// packages of a library that is only half welcome, and names.
class ArchitectureTest {

  private static final String[] JDK = {
    "java..",
    "com.sun.management..",
    "javax.management..",
    "javax.naming..",
    "javax.net.ssl..",
    "javax.security..",
    "jdk.jfr..",
    "jdk.management.."
  };
  private static final String[] EVERYWHERE = {"org.jspecify.annotations.."};
  private static final String[] NETTY = {"io.netty.."};
  // Optional, see BouncyKeys and CertificateMaker.
  private static final String[] CRYPTO = {"javax.crypto..", "org.bouncycastle.."};
  private static final String[] SLF4J = {"org.slf4j.."};
  // The rest of JCTools reaches into Unsafe.
  private static final String[] JCTOOLS = {"org.jctools.queues.varhandle.."};

  /// A module: its packages, and whose classes it may use beside its own and the JDK's.
  private enum Module {
    ETF_CODEC("io.jergon.etf"),
    EPMD("io.jergon.epmd", NETTY, SLF4J),
    OTP_NODE(
        "io.jergon.node",
        NETTY,
        SLF4J,
        JCTOOLS,
        CRYPTO,
        packagesOf("io.jergon.etf", "io.jergon.epmd")),
    BEHAVIOURS("io.jergon.behaviour", SLF4J, packagesOf("io.jergon.etf", "io.jergon.node")),
    OBSERVER_BRIDGE(
        "io.jergon.observer",
        SLF4J,
        packagesOf("io.jergon.etf", "io.jergon.node", "io.jergon.behaviour")),
    TESTKIT(
        "io.jergon.testkit",
        SLF4J,
        packagesOf("io.jergon.etf", "io.jergon.epmd", "io.jergon.node"),
        packagesOf("org.junit.jupiter.api", "org.opentest4j")),
    CMD(
        "io.jergon.cmd",
        SLF4J,
        // EPMD's client asks for an event loop.
        NETTY,
        packagesOf(
            "io.jergon.etf",
            "io.jergon.epmd",
            "io.jergon.node",
            "io.jergon.behaviour",
            "io.jergon.observer"),
        packagesOf("picocli", "ch.qos.logback")),
    EXAMPLES(
        "io.jergon.examples",
        SLF4J,
        packagesOf("io.jergon.etf", "io.jergon.node", "io.jergon.behaviour", "io.jergon.observer"),
        packagesOf("ch.qos.logback"));

    private final String root;
    private final String[] allowed;

    Module(String root, String[]... libraries) {
      this.root = root;
      this.allowed =
          Stream.concat(Stream.of(packagesOf(root), JDK, EVERYWHERE), Arrays.stream(libraries))
              .flatMap(Arrays::stream)
              .toArray(String[]::new);
    }

    private static String[] packagesOf(String... roots) {
      return Arrays.stream(roots).map(root -> root + "..").toArray(String[]::new);
    }
  }

  private static JavaClasses product;

  @BeforeAll
  static void importProduct() {
    product =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.jergon");
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void module_anyClass_usesOnlyWhatItsModuleMay(Module module) {
    // Arrays of primitives have no package and are nobody's dependency.
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage(module.allowed)
            .or(
                DescribedPredicate.describe(
                    "primitives", c -> c.getBaseComponentType().isPrimitive()))
            .as("are the JDK's or in %s", List.of(module.allowed));
    check(
        classes()
            .that()
            .resideInAPackage(module.root + "..")
            .should(onlyDependOnClassesThat(allowed))
            // The examples come last.
            .allowEmptyShould(module == Module.EXAMPLES));
  }

  @Test
  void product_anyClass_belongsToAModule() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                Arrays.stream(Module.values()).map(m -> m.root + "..").toArray(String[]::new)));
  }

  @Test
  void package_anyName_isAConcept() {
    Set<String> nothings = Set.of("util", "utils", "common", "helper", "impl", "model", "manager");
    check(
        noClasses()
            .should()
            .resideInAnyPackage(
                nothings.stream().map(name -> ".." + name + "..").toArray(String[]::new)));
  }

  @Test
  void product_anyClass_usesNoUnsafe() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("sun..", "jdk.internal..", "com.sun..")
                    // what the module jdk.management exports
                    .and(not(resideInAPackage("com.sun.management")))));
  }

  @Test
  void product_anyClass_serializesNothing() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                ObjectInputStream.class, ObjectOutputStream.class, Externalizable.class));
    // Exceptions and enums inherit the interface; nobody names it.
    DescribedPredicate<JavaClass> serializable =
        DescribedPredicate.describe(
            "implement Serializable by their own word",
            type ->
                type.getRawInterfaces().stream()
                    .anyMatch(i -> i.isEquivalentTo(Serializable.class)));
    check(noClasses().should(ArchCondition.from(serializable)));
  }

  @Test
  void product_anyClass_hasNoThreadLocal() {
    check(noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class));
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.netty.util.concurrent.FastThreadLocal"));
  }

  @Test
  void library_anyClass_printsNothingAndEndsNoProgram() {
    DescribedPredicate<JavaClass> programs =
        resideInAnyPackage(Module.CMD.root + "..", Module.EXAMPLES.root + "..");
    JavaClasses libraries = product.that(DescribedPredicate.not(programs));
    // What processes write that have no terminal goes to standard output, unless the builder is
    // told.
    DescribedPredicate<JavaClass> userOutput = equivalentTo(NodeBuilder.class);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
        libraries.that(DescribedPredicate.not(userOutput)));
    noClasses().should().callMethod(System.class, "exit", int.class).check(libraries);
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(product);
  }

  private static void check(ArchRule rule) {
    rule.check(product);
  }
}
