package dev.postern.stack;

import java.nio.file.Path;

/**
 * The directories and ports of a stack.
 *
 * @param home the repository
 * @param data the stack's own directory; {@code .postern} in the repository unless a test sets
 *     another
 * @param portOffset added to every port, so that tests do not conflict with a running stack
 */
public record Layout(Path home, Path data, int portOffset) {
  private static final int POSTGRES_PORT = 5499;
  private static final int REDIS_PORT = 6399;

  /** The distance between the ports of successive replicas. */
  private static final int REPLICA_STEP = 10;

  public static Layout of(Path home) {
    return new Layout(home, home.resolve(".postern"), 0);
  }

  public int postgresPort() {
    return POSTGRES_PORT + portOffset;
  }

  public int redisPort() {
    return REDIS_PORT + portOffset;
  }

  public int port(Service service, int replica) {
    return service.port() + portOffset + REPLICA_STEP * replica;
  }

  public int managementPort(Service service, int replica) {
    return port(service, replica) + 1_000;
  }

  public String url(Service service, int replica) {
    return "https://localhost:" + port(service, replica);
  }

  public String issuer() {
    return url(Service.AUTH, 0);
  }

  /** The directory of the built service. */
  public Path built(Service service) {
    return home.resolve(service.module()).resolve("target/quarkus-app");
  }

  /**
   * The directory that the service runs from. It is a copy, so that a build does not replace
   * classes that are in use.
   */
  public Path running(Service service) {
    return data.resolve("run").resolve(service.module());
  }

  public Path stackFile() {
    return data.resolve("stack.json");
  }

  /** The credentials of the demo page's stand-in for the vendor's server. */
  public Path vendorFile() {
    return data.resolve("config").resolve("vendor.json");
  }

  /** The URL of the page that represents the web channel. */
  public String demoPage() {
    return url(Service.CUSTOMER, 0) + "/demo/";
  }

  public Path log(String process) {
    return data.resolve("logs").resolve(process + ".log");
  }
}
