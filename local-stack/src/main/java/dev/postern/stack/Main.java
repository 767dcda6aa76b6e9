package dev.postern.stack;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs those commands of the {@code postern} script that need Java. */
public final class Main {
  private static final int MAX_REPLICAS = 9;
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final String NOTHING_RUNS = "nothing runs; ./postern up starts it";
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Main() {}

  /** Exits with code 1 and one line on standard error if a command fails. */
  public static void main(String[] arguments) {
    Layout layout = Layout.of(Path.of(System.getProperty("postern.home", ".")).toAbsolutePath());
    try {
      run(layout, new ArrayDeque<>(List.of(arguments)));
    } catch (StackFailure failure) {
      System.err.println("postern: " + failure.getMessage());
      System.exit(1);
    }
  }

  private static void run(Layout layout, Deque<String> arguments) {
    switch (arguments.isEmpty() ? "" : arguments.pop()) {
      case "up" -> up(layout, Flags.parse(arguments));
      case "check-flags" -> Flags.parse(arguments);
      case "guide" -> guide(layout);
      case "down" -> down(layout);
      case "status" -> status(layout);
      default -> throw new StackFailure("unknown command; ./postern help lists them");
    }
  }

  /**
   * The flags of {@code up}.
   *
   * @param quiet whether to leave out the commands to paste
   */
  private record Flags(boolean fresh, int replicas, boolean quiet) {

    static Flags parse(Deque<String> arguments) {
      Flags flags = new Flags(false, 1, false);
      while (!arguments.isEmpty()) {
        String flag = arguments.pop();
        flags =
            switch (flag) {
              case "--fresh" -> new Flags(true, flags.replicas, flags.quiet);
              case "--quiet" -> new Flags(flags.fresh, flags.replicas, true);
              case "--replicas" -> new Flags(flags.fresh, replicas(arguments), flags.quiet);
              default -> throw new StackFailure("up has no flag " + flag + "; see ./postern help");
            };
      }
      return flags;
    }

    private static int replicas(Deque<String> arguments) {
      String number = arguments.isEmpty() ? "" : arguments.pop();
      int replicas = number.matches("[0-9]") ? Integer.parseInt(number) : 0;
      if (replicas < 1 || replicas > MAX_REPLICAS) {
        throw new StackFailure("--replicas takes a number from 1 to " + MAX_REPLICAS);
      }
      return replicas;
    }
  }

  private static void up(Layout layout, Flags flags) {
    long startedAt = System.nanoTime();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread starter = Thread.currentThread();
    Thread hook = new Thread(() -> interruptAndAwait(starter, stopped));
    Runtime.getRuntime().addShutdownHook(hook);
    Stack.Options options =
        new Stack.Options(
            Stack.Size.full(flags.replicas()),
            flags.fresh(),
            Map.of(),
            line -> OUT.println("postern: " + line));
    try (Stack stack = Stack.start(layout, options)) {
      if (!flags.quiet()) {
        new Instructions(layout, stack.file()).print(OUT);
      }
      long seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
      OUT.printf("postern: ready in %d s; ./postern down (or Ctrl-C) stops everything%n", seconds);
      watch(stack);
    } finally {
      stopped.countDown();
    }
  }

  /** Returns when the stack is stopped, and throws if one of its processes ends. */
  private static void watch(Stack stack) {
    try {
      while (true) {
        Thread.sleep(WATCH);
        Optional<String> failure = stack.endedProcess();
        if (failure.isPresent()) {
          throw new StackFailure(failure.get());
        }
      }
    } catch (InterruptedException stopping) {
      OUT.println("postern: stopping");
    }
  }

  /**
   * Runs in the shutdown hook: interrupts the starting thread and waits until everything is
   * stopped.
   */
  private static void interruptAndAwait(Thread starter, CountDownLatch stopped) {
    starter.interrupt();
    try {
      if (!stopped.await(STOP.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("postern: some processes are still running: ./postern down stops them");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void guide(Layout layout) {
    if (!Files.exists(layout.stackFile())) {
      throw new StackFailure(NOTHING_RUNS);
    }
    new Instructions(layout, PrivateFiles.readJson(layout.stackFile(), StackFile.class)).print(OUT);
  }

  private static void down(Layout layout) {
    OUT.println(new Processes(layout).stop() ? "postern: stopped" : "postern: nothing runs");
    Directories.delete(layout.stackFile());
  }

  private static void status(Layout layout) {
    List<Processes.RecordedProcess> all = new Processes(layout).all();
    if (all.isEmpty()) {
      throw new StackFailure(NOTHING_RUNS);
    }
    OUT.printf("%-12s %-8s %-9s %-30s %s%n", "process", "pid", "state", "since", "log");
    for (Processes.RecordedProcess entry : all) {
      String state = entry.running().isPresent() ? "running" : "ended";
      OUT.printf(
          "%-12s %-8d %-9s %-30s %s%n",
          entry.name(), entry.pid(), state, entry.startedAt(), entry.log());
    }
    if (Files.exists(layout.stackFile())) {
      PrivateFiles.readJson(layout.stackFile(), StackFile.class)
          .services()
          .forEach((name, urls) -> OUT.printf("%-12s %s%n", name, String.join(" ", urls)));
    }
  }
}
