package dev.postern.stack;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The commands of the {@code postern} script that need Java: {@code up} and {@code status}. */
public final class Main {
  private static final int MAX_REPLICAS = 9;
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Main() {}

  /** Exit code 1 and one line on standard error if it cannot be done. */
  public static void main(String[] arguments) {
    try {
      run(List.of(arguments));
    } catch (StackFailure failure) {
      System.err.println("postern: " + failure.getMessage());
      System.exit(1);
    }
  }

  private static void run(List<String> arguments) {
    Layout layout = Layout.of(Path.of(System.getProperty("postern.home", ".")).toAbsolutePath());
    switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "up" -> up(layout, arguments.subList(1, arguments.size()));
      case "status" -> status(layout);
      default -> throw new StackFailure("unknown command; ./postern help lists them");
    }
  }

  private static void up(Layout layout, List<String> flags) {
    if (flags.contains("--fresh")) {
      Stream.of("postgres", "tls", "config", "ca.pem", "secrets.json", "seed.json")
          .map(layout.data()::resolve)
          .forEach(Folders::delete);
    }
    long begun = System.nanoTime();
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stopping, stopped)));
    Stack.Options options =
        new Stack.Options(replicas(flags), List.of(), line -> OUT.println("postern: " + line));
    try (Stack stack = Stack.start(layout, options)) {
      new Guide(layout, stack.file()).print(OUT);
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      OUT.printf("postern: ready in %d s; Ctrl-C or ./postern down stops everything%n", seconds);
      watch(stack, stopping);
    } finally {
      stopped.countDown();
    }
  }

  /** Until somebody stops the stack, or a part of it dies. */
  private static void watch(Stack stack, CountDownLatch stopping) {
    try {
      while (!stopping.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
        Optional<String> dead = stack.dead();
        if (dead.isPresent()) {
          throw new StackFailure(dead.get());
        }
      }
      OUT.println("postern: stopping");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the shutdown hook: says that it is time, and waits until all is stopped. */
  private static void awaitStop(CountDownLatch stopping, CountDownLatch stopped) {
    stopping.countDown();
    try {
      stopped.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void status(Layout layout) {
    if (!Files.exists(layout.stackFile())) {
      throw new StackFailure("nothing runs; ./postern up starts it");
    }
    StackFile stack = Files0600.readJson(layout.stackFile(), StackFile.class);
    OUT.printf("%-12s %-8s %-9s %-30s %s%n", "process", "pid", "state", "since", "log");
    for (StackFile.ProcessInfo process : stack.processes()) {
      String state =
          ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive).isPresent()
              ? "running"
              : "dead";
      OUT.printf(
          "%-12s %-8d %-9s %-30s %s%n",
          process.name(), process.pid(), state, process.startedAt(), process.log());
    }
    stack
        .services()
        .forEach((name, urls) -> OUT.printf("%-12s %s%n", name, String.join(" ", urls)));
  }

  private static int replicas(List<String> flags) {
    int at = flags.indexOf("--replicas");
    if (at < 0) {
      return 1;
    }
    try {
      int replicas = Integer.parseInt(flags.get(at + 1));
      if (replicas >= 1 && replicas <= MAX_REPLICAS) {
        return replicas;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException notANumber) {
      // said below
    }
    throw new StackFailure("--replicas takes a number from 1 to " + MAX_REPLICAS);
  }
}
