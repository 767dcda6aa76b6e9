package dev.postern.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;

/** How classes are named. */
class NameRules {

  @Test
  void classesAreNamedAfterTheirJob() {
    noClasses()
        .that(PackageRules.NOT_A_CONTRACT)
        .should()
        .haveNameMatching(".*[.$](\\w*(Manager|Helper|Utils?|Impl|D[Tt][Oo])|Base[A-Z]\\w*)")
        .because("these names say nothing of what the class does")
        .check(Modules.classes());
  }
}
