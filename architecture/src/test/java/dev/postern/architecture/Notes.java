package dev.postern.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Notes for operators that the code does not say: how settings depend on each other, and which
 * document tells more. Written by hand in {@code notes.properties}.
 */
final class Notes {
  private final Properties notes = new Properties();
  private final Set<String> used = new HashSet<>();

  Notes() {
    try (InputStream in =
        Objects.requireNonNull(Notes.class.getResourceAsStream("/notes.properties"))) {
      notes.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Optional<String> find(String name) {
    used.add(name);
    return Optional.ofNullable(notes.getProperty(name));
  }

  /** Notes of something that is gone, among those whose names begin with this. */
  Set<String> unused(String prefix) {
    Set<String> unused = new HashSet<>(notes.stringPropertyNames());
    unused.removeIf(name -> !name.startsWith(prefix));
    unused.removeAll(used);
    return unused;
  }
}
