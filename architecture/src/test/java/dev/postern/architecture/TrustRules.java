package dev.postern.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;

import com.tngtech.archunit.core.domain.JavaModifier;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.secret.Secret;
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
