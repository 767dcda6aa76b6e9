package dev.postern.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.postern.common.database.DatabaseTimeout;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing waits, nothing reads the clock of the machine, and the database has a time-out. */
class TimeRules {
  private static final Set<String> AWAITS =
      Set.of("await", "subscribeAndAwait", "awaitIndefinitely");

  /** They run when a service starts, or in rounds that have a time-out of their own. */
  private static final Set<String> WITHOUT_TIMEOUT =
      Set.of("readMissingProfile", "declare", "first", "advance", "load");

  @Test
  void onlyBlockingStartupAwaits() {
    noClasses()
        .that()
        .doNotHaveSimpleName("BlockingStartup")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "await a Uni or Multi", call -> AWAITS.contains(call.getName())))
        .because("the event loop must never wait; BlockingStartup does, before the first call")
        .check(Modules.classes());
  }

  @Test
  void databaseMethodsThatServeACallerHaveATimeout() {
    methods()
        .that()
        .areAnnotatedWith(WithSession.class)
        .or()
        .areAnnotatedWith(WithTransaction.class)
        .and(
            DescribedPredicate.<JavaMethod>describe(
                "serve a caller", method -> !WITHOUT_TIMEOUT.contains(method.getName())))
        .should(beAnnotatedWith(DatabaseTimeout.class))
        .because("a session waits for its connection to close as long as the database takes")
        .check(Modules.classes());
  }

  @Test
  void timeComesFromAnInstantSource() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("tests must be able to set the time")
        .check(Modules.classes());
  }
}
