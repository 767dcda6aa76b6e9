package dev.postern.common.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A real Redis process on a free port, which can be paused. Commands go over its own protocol. */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int SLOTS = 16_384;

  /** A node's second port is so much above its first. */
  private static final int CLUSTER_BUS = 10_000;

  private final Process process;
  private final Path folder;
  private final int port;

  private RedisProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** A standalone server, or a master that a sentinel watches. */
  public static RedisProcess standalone() {
    return start(freePort(), List.of());
  }

  public static RedisProcess replicaOf(RedisProcess master) {
    return start(freePort(), List.of("--replicaof", "127.0.0.1", "" + master.port()));
  }

  /** One sentinel, which decides alone about the master of this name. */
  public static RedisProcess sentinel(String masterName, RedisProcess master) {
    Path folder = newFolder();
    List<String> settings =
        List.of(
            "sentinel monitor " + masterName + " 127.0.0.1 " + master.port() + " 1",
            "sentinel down-after-milliseconds " + masterName + " 300",
            "sentinel failover-timeout " + masterName + " 2000");
    try {
      Path file = Files.write(folder.resolve("sentinel.conf"), settings);
      return start(freePort(), folder, List.of(file.toString(), "--sentinel"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A cluster of one node, which has all slots. */
  public static RedisProcess cluster() {
    int port = freePort();
    RedisProcess node =
        start(port, List.of("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"));
    node.ask(
        Stream.concat(
                Stream.of("CLUSTER", "ADDSLOTS"),
                IntStream.range(0, SLOTS).mapToObj(String::valueOf))
            .toArray(String[]::new));
    await(() -> node.ask("SET", "any", "1").equals("+OK"));
    node.ask("FLUSHALL");
    return node;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Stops the process: connections stay open, but nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  /** Sends one command; the first line of the answer. */
  public String ask(String... words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(5_000);
      StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(answer.readLine());
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  /** Kills the process. */
  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the condition holds, and fails if it never does. */
  public static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no success within " + PATIENCE);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static RedisProcess start(int port, List<String> options) {
    return start(port, newFolder(), options);
  }

  private static RedisProcess start(int port, Path folder, List<String> options) {
    try {
      List<String> command = new ArrayList<>();
      command.add(ExecutableProvider.newJarResourceProvider().get().getPath());
      command.addAll(options);
      command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", "" + folder));
      if (!options.contains("--sentinel")) {
        command.addAll(List.of("--save", "", "--maxmemory-policy", "noeviction"));
      }
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      RedisProcess redis = new RedisProcess(process, folder, port);
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      await(() -> redis.ask("PING").equals("+PONG"));
      return redis;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("postern-redis");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A port that leaves room for the second port of a cluster's node. */
  private static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        if (socket.getLocalPort() + CLUSTER_BUS < 1 << 16) {
          return socket.getLocalPort();
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
