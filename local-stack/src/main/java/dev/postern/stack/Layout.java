package dev.postern.stack;

import java.nio.file.Path;

/**
 * Where the stack keeps its files, and on which ports it listens.
 *
 * @param home the repository
 * @param data the stack's own folder, {@code .postern} in the repository unless a test says so
 * @param portOffset added to every port, so that tests do not meet a stack that runs
 */
public record Layout(Path home, Path data, int portOffset) {
  private static final int POSTGRES_PORT = 5499;
  private static final int REDIS_PORT = 6399;

  /** Between the ports of one replica and the next. */
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

  /** The service as it was built. */
  public Path built(Service service) {
    return home.resolve(service.module()).resolve("target/quarkus-app");
  }

  /**
   * The service as it runs: a copy, so that a build does not pull the classes away from under it.
   */
  public Path running(Service service) {
    return data.resolve("run").resolve(service.module());
  }

  public Path stackFile() {
    return data.resolve("stack.json");
  }

  /** What the demo page's stand-in for the vendor's server proves itself by. */
  public Path vendorFile() {
    return data.resolve("config").resolve("vendor.json");
  }

  /** The page that plays the web channel. */
  public String demoPage() {
    return url(Service.CUSTOMER, 0) + "/demo/";
  }

  public Path log(String process) {
    return data.resolve("logs").resolve(process + ".log");
  }
}
