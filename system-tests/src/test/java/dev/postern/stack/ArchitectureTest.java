package dev.postern.stack;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.secret.Secret;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house, held over the classes of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              Stream.of("common", "auth-service", "customer-service", "profile-service", "client")
                  .map(module -> Path.of("..", module, "target", "classes"))
                  .toList());

  private static final String[] PURE = {
    "dev.postern.common.auth",
    "dev.postern.common.revocation",
    "dev.postern.common.jwt",
    "dev.postern.common.json",
    "dev.postern.common.key",
    "dev.postern.common.secret",
    "dev.postern.common.session",
    "dev.postern.common.signature"
  };

  private static final Set<String> UNBOUNDED =
      Set.of("readNobody", "declare", "first", "advance", "load");

  @Test
  void thePipelineKnowsNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "io.grpc..")
        .because("the same decision must come out under any transport, and in a plain unit test")
        .check(CLASSES);
  }

  @Test
  void theClientKnowsNeitherTheGuardNorAFramework() {
    noClasses()
        .that()
        .resideInAPackage("dev.postern.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.postern.common..", "io.quarkus..", "io.vertx..", "jakarta..")
        .because("it runs in other people's processes")
        .check(CLASSES);
  }

  @Test
  void servicesDoNotLinkToEachOther() {
    String[] services = {"dev.postern.auth..", "dev.postern.customer..", "dev.postern.profile.."};
    for (String one : services) {
      String module = one.replace("..", "");
      noClasses()
          .that(new ServiceClass(module))
          .should()
          .dependOnClassesThat(new ClassOfAnotherService(module))
          .because("they talk gRPC; only the contracts in common are shared")
          .check(CLASSES);
    }
  }

  @Test
  void onlyTheVerifierMakesAVerifiedJwt() {
    constructors()
        .that()
        .areDeclaredIn(VerifiedJwt.class)
        .should()
        .onlyBeCalled()
        .byClassesThat()
        .resideInAPackage("dev.postern.common.jwt")
        .because("holding a VerifiedJwt is the proof that it was verified")
        .check(CLASSES);
  }

  @Test
  void everyRestMethodStatesItsAccess() {
    methods()
        .that()
        .areMetaAnnotatedWith(jakarta.ws.rs.HttpMethod.class)
        .should(beAnnotatedWith(Guarded.class).or(beAnnotatedWith(Open.class)))
        .because("access is never left to a default")
        .check(CLASSES);
  }

  @Test
  void everyGrpcMethodStatesItsAccess() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(io.quarkus.grpc.GrpcService.class)
        .and()
        .arePublic()
        .and(
            DescribedPredicate.<JavaMethod>describe(
                "implement an rpc",
                method -> method.getRawReturnType().getName().startsWith("io.smallrye.mutiny")))
        .should(beAnnotatedWith(Guarded.class).or(beAnnotatedWith(Open.class)))
        .because("access is never left to a default")
        .check(CLASSES);
  }

  @Test
  void nobodyWaits() {
    noClasses()
        .that()
        .doNotHaveSimpleName("BlockingStartup")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "await a Uni or Multi",
                call ->
                    call.getName().equals("await")
                        || call.getName().equals("subscribeAndAwait")
                        || call.getName().equals("awaitIndefinitely")))
        .because("the event loop must never wait; BlockingStartup does, before the first call")
        .check(CLASSES);
  }

  /** Those excepted run when a service starts, or in rounds that have a time-out of their own. */
  @Test
  void whoeverAsksTheDatabaseIsAnsweredInTime() {
    methods()
        .that()
        .areAnnotatedWith(WithSession.class)
        .or()
        .areAnnotatedWith(WithTransaction.class)
        .and(
            DescribedPredicate.<JavaMethod>describe(
                "serve a caller", method -> !UNBOUNDED.contains(method.getName())))
        .should(beAnnotatedWith(DatabaseTimeout.class))
        .because("a session that waits for its connection to close waits as long as the database")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheClockBehindOurBack() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("time comes from an InstantSource, so that tests can set it")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
        .because("NullAway looks only where it is told to")
        .check(CLASSES);
  }

  @Test
  void aSecretIsNeverAStringInARecordOfCredentials() {
    classes()
        .that()
        .haveNameMatching("dev\\.postern\\..*(Credentials|IssuedToken|LoginRequest)")
        .and()
        .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Secret.class, dev.postern.client.Secret.class)
        .because("a String prints itself")
        .check(CLASSES);
  }

  /** Hand-written classes of one service: the contracts in {@code .v1} are everybody's. */
  private static final class ServiceClass extends DescribedPredicate<JavaClass> {
    private final String service;

    ServiceClass(String service) {
      super("classes of " + service);
      this.service = service;
    }

    @Override
    public boolean test(JavaClass type) {
      return type.getPackageName().startsWith(service)
          && !type.getPackageName().startsWith(service + ".v1");
    }
  }

  private static final class ClassOfAnotherService extends DescribedPredicate<JavaClass> {
    private final String service;

    ClassOfAnotherService(String service) {
      super("classes of a service other than " + service);
      this.service = service;
    }

    @Override
    public boolean test(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith("dev.postern.")
          && !name.startsWith("dev.postern.common")
          && !name.startsWith(service)
          && !name.contains(".v1");
    }
  }
}
