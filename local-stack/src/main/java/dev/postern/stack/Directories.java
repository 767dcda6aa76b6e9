package dev.postern.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and deletes directories. */
public final class Directories {
  private Directories() {}

  /** Deletes a directory or file. A missing one counts as deleted. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      for (Path path : parentsFirst(folder).reversed()) {
        Files.delete(path);
      }
    } catch (IOException failure) {
      throw new StackFailure("Cannot remove " + folder + ": " + failure.getMessage(), failure);
    }
  }

  static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      for (Path path : parentsFirst(from)) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    } catch (IOException failure) {
      throw new StackFailure(
          "Cannot copy " + from + " to " + to + ": " + failure.getMessage(), failure);
    }
  }

  private static List<Path> parentsFirst(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
