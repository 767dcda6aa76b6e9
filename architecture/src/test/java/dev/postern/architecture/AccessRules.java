package dev.postern.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import io.quarkus.grpc.GrpcService;
import jakarta.ws.rs.HttpMethod;
import org.junit.jupiter.api.Test;

/** Every method that a caller can reach states its access. */
class AccessRules {

  @Test
  void everyRestMethodStatesItsAccess() {
    methods()
        .that()
        .areMetaAnnotatedWith(HttpMethod.class)
        .should(beAnnotatedWith(Guarded.class).or(beAnnotatedWith(Open.class)))
        .because("access is never left to a default")
        .check(Modules.classes());
  }

  @Test
  void everyGrpcMethodStatesItsAccess() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(GrpcService.class)
        .and()
        .arePublic()
        .and(
            DescribedPredicate.<JavaMethod>describe(
                "implement an rpc",
                method -> method.getRawReturnType().getName().startsWith("io.smallrye.mutiny")))
        .should(beAnnotatedWith(Guarded.class).or(beAnnotatedWith(Open.class)))
        .because("access is never left to a default")
        .check(Modules.classes());
  }
}
