package dev.postern.stack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One service in its own process, as in production. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(300);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** One of the processes that run the same service; numbered from 0. */
  record Replica(Service service, int number) {
    String name() {
      return number == 0 ? service.label() : service.label() + "-" + (number + 1);
    }
  }

  private final String name;
  private final Process process;
  private final Path log;
  private final URI readiness;

  private ServiceProcess(String name, Process process, Path log, URI readiness) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.readiness = readiness;
  }

  /** Starts the process, and returns before the service is ready. */
  static ServiceProcess start(
      Layout layout, Replica replica, Path config, List<String> jvmArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(jvmArguments);
    command.add("-Dquarkus.config.locations=" + config);
    command.addAll(
        List.of("-jar", layout.running(replica.service()).resolve("quarkus-run.jar").toString()));
    try {
      Path log = layout.log(replica.name());
      Process process =
          new ProcessBuilder(command)
              .directory(layout.data().toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start();
      URI readiness =
          URI.create(
              "http://localhost:"
                  + layout.managementPort(replica.service(), replica.number())
                  + "/q/health/ready");
      return new ServiceProcess(replica.name(), process, log, readiness);
    } catch (IOException failure) {
      throw new StackFailure(replica.name() + " did not start: " + failure.getMessage(), failure);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns when the service reports readiness. Throws if it ends or is not ready in time. */
  void awaitReady() {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new StackFailure(
            name + " ended with exit code " + process.exitValue() + ": see " + log);
      }
      if (System.nanoTime() > deadline) {
        throw new StackFailure(
            name + " is not ready after " + READY_TIMEOUT.toSeconds() + " s: see " + log);
      }
      pause();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(2)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StackFailure("stopped while waiting for " + name, interrupted);
    }
  }

  private void pause() {
    try {
      process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StackFailure("stopped while waiting for " + name, interrupted);
    }
  }
}
