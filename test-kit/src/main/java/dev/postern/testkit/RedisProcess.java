package dev.postern.testkit;

import dev.postern.stack.Redis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The stack's Redis: it can be killed, and asked directly. */
public final class RedisProcess {
  private static final int PATIENCE_SECONDS = 10;

  private RedisProcess() {}

  public static long pid() {
    return handle().pid();
  }

  private static ProcessHandle handle() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").contains("redis"))
        .findFirst()
        .orElseThrow();
  }

  /** Kills it, as {@code kill -9} does. It has ended when this returns. */
  public static void kill() throws Exception {
    ProcessHandle redis = handle();
    redis.destroyForcibly();
    redis.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts an empty Redis on the same port; it ends with the tests. */
  public static void startEmpty() {
    Redis redis = Redis.start(TestStack.LAYOUT);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(redis)));
  }

  private static void close(Redis redis) {
    try {
      redis.close();
    } catch (IOException failure) {
      System.err.println("Redis did not stop: " + failure);
    }
  }

  /** The first line of the answer. */
  public static String command(String command) {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), TestStack.LAYOUT.redisPort())) {
      socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  public static void set(String setting, String value) {
    String answer = command("CONFIG SET " + setting + " " + value);
    if (!answer.equals("+OK")) {
      throw new AssertionError(answer);
    }
  }
}
