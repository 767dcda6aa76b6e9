package dev.postern.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.secret.Secret;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Types that carry trust, and types that hide a secret. */
class TrustRules {

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
        .check(Modules.classes());
  }

  @Test
  void onlyTheGuardChangesTheCallInProgress() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.postern.common.guard..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "change the call in progress",
                call ->
                    call.getTargetOwner().isEquivalentTo(CurrentCall.class)
                        && Set.of("entered", "from", "matched", "addressed", "received", "refused")
                            .contains(call.getName())))
        .because("a method must not be able to make itself another caller")
        .check(Modules.classes());
  }

  @Test
  void recordsOfCredentialsKeepSecretsAsSecrets() {
    classes()
        .that()
        .haveNameMatching("dev\\.postern\\..*(ClientCredentials|IssuedToken|LoginRequest)")
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Secret.class, dev.postern.client.Secret.class)
        .because("a String prints itself")
        .check(Modules.classes());
  }
}
