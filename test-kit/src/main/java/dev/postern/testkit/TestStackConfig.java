package dev.postern.testkit;

import dev.postern.stack.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The stack of one module's integration tests, read from {@code test-stack.properties} on the class
 * path.
 *
 * @param portOffset added to every port; each module has one of its own
 * @param measured the service whose process runs under the coverage agent
 */
record TestStackConfig(
    List<Service> services, int replicas, int portOffset, Optional<Service> measured) {
  private static final String FILE = "/test-stack.properties";

  /** Takes seconds here and minutes in production. */
  private static final Map<Service, Map<String, String>> PROPERTIES =
      Map.of(
          Service.AUTH,
              Map.of("postern.signing-keys.publish-lead", "2s", "postern.purge.every", "2s"),
          Service.CUSTOMER, Map.of("postern.guard.max-staleness", "5s"),
          Service.PROFILE, Map.of("postern.guard.max-staleness", "5s"));

  static TestStackConfig load() {
    Properties file = new Properties();
    try (InputStream stream = TestStackConfig.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IllegalStateException("no " + FILE + " on the class path");
      }
      file.load(stream);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new TestStackConfig(
        Arrays.stream(file.getProperty("services").split(",", -1))
            .map(TestStackConfig::service)
            .toList(),
        Integer.parseInt(file.getProperty("replicas")),
        Integer.parseInt(file.getProperty("port-offset")),
        Optional.ofNullable(file.getProperty("measured")).map(TestStackConfig::service));
  }

  Map<String, String> properties(Service service) {
    return PROPERTIES.getOrDefault(service, Map.of());
  }

  private static Service service(String label) {
    return Service.valueOf(label.strip().toUpperCase(Locale.ROOT));
  }
}
