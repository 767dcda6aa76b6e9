package dev.postern.stack;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the services say of themselves on their management ports. */
final class Management {
  private Management() {}

  static boolean isReady(Service service, int replica) {
    return get(service, replica, "/q/health/ready").status() == 200;
  }

  /** The sum over all its labels that contain this text. */
  static double metric(Service service, int replica, String name, String label) {
    return get(service, replica, "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How long ago it was certain there that no event was missing, in seconds. */
  static double lag(Service service, int replica) {
    return metric(service, replica, "postern_event_lag_seconds", "");
  }

  /** Whether it holds for all nine processes. */
  static boolean everywhere(BiPredicate<Service, Integer> condition) {
    return Stream.of(Service.values())
        .allMatch(
            service ->
                IntStream.range(0, TestStack.REPLICAS)
                    .allMatch(replica -> condition.test(service, replica)));
  }

  /** Returns when all nine are ready and know that they miss no event. */
  static void awaitRecovery(Duration bound) {
    Await.until(
        "all nine are ready and know that they miss no event",
        bound,
        () ->
            everywhere(
                (service, replica) -> isReady(service, replica) && lag(service, replica) < 1));
  }

  private static Http.Answer get(Service service, int replica, String path) {
    return Http.send(
        HttpRequest.newBuilder(URI.create(TestStack.admin(service, replica) + path))
            .timeout(Duration.ofSeconds(2)));
  }
}
