package dev.postern.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of the repository: their classes and their sources. */
final class Modules {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The modules with REST and gRPC methods. */
  static final List<String> GUARDED =
      List.of("common", "auth-service", "customer-service", "profile-service");

  private static final List<String> ALL =
      List.of("common", "auth-service", "customer-service", "profile-service", "client");

  private Modules() {}

  /** The classes of all modules, as the rules read them. */
  static JavaClasses classes() {
    return Imported.CLASSES;
  }

  /** The classes of the launcher, which has its own clock and waits for its processes. */
  static JavaClasses launcher() {
    return new ClassFileImporter().importPath(classes("local-stack"));
  }

  /** Read once, and only by the tests that need it. */
  private static final class Imported {
    static final JavaClasses CLASSES =
        new ClassFileImporter().importPaths(ALL.stream().map(Modules::classes).toList());
  }

  static Path sources(String module) {
    return ROOT.resolve(module).resolve("src/main/java");
  }

  /** The hand-written classes of a module, loaded and not initialized. */
  static List<Class<?>> typesOf(String module) {
    Path classes = classes(module);
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.startsWith("dev.postern.") && name.endsWith(".class"))
          .filter(name -> !name.contains(".v1."))
          .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Modules.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As headings name it: what is in {@code common} is part of every service. */
  static String title(String module) {
    return module.equals("common") ? "Every service" : module;
  }

  private static Path classes(String module) {
    return ROOT.resolve(module).resolve("target/classes");
  }
}
