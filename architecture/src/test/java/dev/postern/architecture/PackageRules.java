package dev.postern.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may depend on which. */
class PackageRules {
  private static final String COMMON = "dev.postern.common.";
  private static final String CAFFEINE = "com.github.benmanes.caffeine.cache..";
  private static final String MUTINY = "io.smallrye.mutiny..";
  private static final String JACKSON = "com.fasterxml.jackson..";

  /** What every package may use. */
  private static final List<String> ALWAYS =
      List.of("java..", "javax.crypto..", "org.jspecify.annotations..");

  /** From the bottom to the top: each may depend on those before it and on its libraries. */
  private static final List<Pure> PURE =
      List.of(
          new Pure("secret"),
          new Pure("json", JACKSON),
          new Pure("revocation"),
          new Pure("key", CAFFEINE, MUTINY),
          new Pure("signature", MUTINY, "org.greenbytes.http.sfv.."),
          new Pure("jwt", CAFFEINE, MUTINY, JACKSON, "org.jose4j.."),
          new Pure("session", CAFFEINE, MUTINY),
          new Pure("auth", MUTINY),
          new Pure("audit"),
          new Pure("change"));

  /** A package of {@code common} that knows no framework. */
  record Pure(String name, List<String> libraries) {
    Pure(String name, String... libraries) {
      this(name, List.of(libraries));
    }

    String pattern() {
      return COMMON + name + "..";
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"common", "auth", "customer", "profile", "client", "stack"})
  void packagesHaveNoCycles(String module) {
    slices()
        .matching("dev.postern." + module + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .because("a package that needs another one back is half of a larger package")
        .check(module.equals("stack") ? Modules.launcher() : Modules.classes());
  }

  static Stream<Pure> pure() {
    return PURE.stream();
  }

  @ParameterizedTest
  @MethodSource("pure")
  void purePackagesDependDownwardsOnly(Pure pure) {
    List<String> allowed = new ArrayList<>(ALWAYS);
    allowed.addAll(pure.libraries());
    PURE.subList(0, PURE.indexOf(pure) + 1).forEach(below -> allowed.add(below.pattern()));
    classes()
        .that()
        .resideInAPackage(pure.pattern())
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new)).or(ARRAYS_AND_PRIMITIVES))
        .allowEmptyShould(true)
        .because("the same decision must come out under any transport, and in a plain unit test")
        .check(Modules.classes());
  }

  @Test
  void clientDependsOnNoOtherModuleAndNoFramework() {
    noClasses()
        .that()
        .resideInAPackage("dev.postern.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.postern.common..", "io.quarkus..", "io.vertx..", "jakarta..")
        .because("it runs in other people's processes")
        .check(Modules.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.postern.auth", "dev.postern.customer", "dev.postern.profile"})
  void servicesDoNotLinkToEachOther(String service) {
    noClasses()
        .that(resideInAPackage(service + "..").and(NOT_A_CONTRACT))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.postern..")
                .and(NOT_A_CONTRACT)
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(service + "..", "dev.postern.common.."))))
        .because("services talk gRPC; only the contracts in common are shared")
        .check(Modules.classes());
  }

  @Test
  void commonDependsOnNoService() {
    noClasses()
        .that()
        .resideInAPackage("dev.postern.common..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.postern.auth..",
                    "dev.postern.customer..",
                    "dev.postern.profile..",
                    "dev.postern.client..")
                .and(NOT_A_CONTRACT))
        .because("dependencies point one way: services to common")
        .check(Modules.classes());
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
        .because("NullAway checks only packages that are marked")
        .check(Modules.classes());
  }

  @Test
  void everyPackageHasAPackageInfo() {
    classes()
        .that(DescribedPredicate.not(resideInAPackage("dev.postern.common")).and(NOT_A_CONTRACT))
        .should(new HavePackageInfo(Modules.classes()))
        .because("it says what the package is for, and marks it for NullAway")
        .check(Modules.classes());
  }

  /** The code generated from the .proto files belongs to both ends of a call. */
  static final DescribedPredicate<JavaClass> NOT_A_CONTRACT =
      DescribedPredicate.not(resideInAPackage("dev.postern.*.v1.."));

  private static final DescribedPredicate<JavaClass> ARRAYS_AND_PRIMITIVES =
      DescribedPredicate.describe(
          "arrays and primitives",
          type ->
              type.isPrimitive() || (type.isArray() && type.getBaseComponentType().isPrimitive()));
}
