package dev.postern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is generated from the code and checked in. */
final class Golden {
  private static final String COMMAND =
      "./mvnw -pl architecture -am test -Dtest=AuthorizationMatrixTest,ReferenceDocumentsTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update";

  private Golden() {}

  /**
   * Fails if the file is not what the code says now, or writes it with {@code -Dgolden.update}.
   *
   * @param file below {@code docs/reference}
   */
  static void check(String file, String current) {
    Path path = Modules.ROOT.resolve("docs/reference").resolve(file);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, current);
        return;
      }
      assertThat(Files.exists(path) ? Files.readString(path) : "")
          .as(
              "docs/reference/%s is stale: read the difference, and regenerate it by%n%s",
              file, COMMAND)
          .isEqualTo(current);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
