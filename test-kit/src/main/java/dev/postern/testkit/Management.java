package dev.postern.testkit;

import dev.postern.stack.Service;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** Reads readiness and metrics from the management ports. */
public final class Management {
  private Management() {}

  public static boolean isReady(Service service, int replica) {
    return get(service, replica, "/q/health/ready").status() == 200;
  }

  /** The sum over all its labels that contain this text. */
  public static double metric(Service service, int replica, String name, String label) {
    return get(service, replica, "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The seconds since the process last knew that it had missed no event. */
  public static double lag(Service service, int replica) {
    return metric(service, replica, "postern_event_lag_seconds", "");
  }

  /** Whether the condition holds for all processes. */
  public static boolean everywhere(BiPredicate<Service, Integer> condition) {
    return TestStack.services().stream()
        .allMatch(
            service ->
                IntStream.range(0, TestStack.REPLICAS)
                    .allMatch(replica -> condition.test(service, replica)));
  }

  /** Returns when all are ready and know that they miss no event. */
  public static void awaitRecovery(Duration bound) {
    Await.until(
        "all are ready and know that they miss no event",
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
