package dev.postern.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Whether a class's package has a {@code package-info.java}. */
final class HavePackageInfo extends ArchCondition<JavaClass> {
  private final JavaClasses classes;

  HavePackageInfo(JavaClasses classes) {
    super("be in a package with a package-info");
    this.classes = classes;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    boolean found = classes.contain(type.getPackageName() + ".package-info");
    events.add(
        new SimpleConditionEvent(
            type, found, type.getPackageName() + " has no package-info: " + type.getName()));
  }
}
