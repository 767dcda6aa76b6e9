package dev.postern.customer.demo;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The page's files, read once at the start; none if the demo is disabled. */
@Singleton
@Startup
class DemoFiles {
  static final String PAGE = "index.html";

  private static final Map<String, String> TYPES =
      Map.of(
          PAGE,
          "text/html;charset=UTF-8",
          "demo.css",
          "text/css;charset=UTF-8",
          "demo.js",
          "text/javascript;charset=UTF-8",
          "icon.svg",
          "image/svg+xml");

  /** A file and its media type. */
  record DemoFile(String mediaType, byte[] bytes) {}

  private final DemoConfig config;
  private final Map<String, DemoFile> files = new HashMap<>();

  DemoFiles(DemoConfig config) {
    this.config = config;
  }

  @PostConstruct
  void read() {
    if (config.enabled()) {
      TYPES.forEach((name, type) -> files.put(name, new DemoFile(type, bytes(name))));
    }
  }

  /** By its plain name: no path is ever looked up. */
  Optional<DemoFile> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static byte[] bytes(String name) {
    try (InputStream file = DemoFiles.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is not on the classpath");
      }
      return file.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
