package dev.postern.stack;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rule for the launcher, which is built before the module {@code architecture}. */
class PackageCyclesTest {

  @Test
  void launcherHasNoPackageCycles() {
    slices()
        .matching("dev.postern.(**)")
        .should()
        .beFreeOfCycles()
        .because("a package that needs another one back is half of a larger package")
        .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
  }
}
