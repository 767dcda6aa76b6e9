package dev.postern.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of a stack, written down as they start, so that whatever becomes of the supervisor
 * they can be found and stopped. A process is known by its id and the instant it started at: an id
 * that has meanwhile gone to another process is left alone.
 */
final class Processes {
  static final String SUPERVISOR = "supervisor";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * @param startedAt as the operating system says
   */
  record Entry(String name, long pid, Instant startedAt, String log) {

    Optional<ProcessHandle> running() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> started(handle).equals(startedAt));
    }

    private String line() {
      return String.join("\t", name, "" + pid, startedAt.toString(), log) + "\n";
    }

    private static Entry parse(String line) {
      String[] fields = line.split("\t", -1);
      return new Entry(fields[0], Long.parseLong(fields[1]), Instant.parse(fields[2]), fields[3]);
    }
  }

  private final Path file;

  Processes(Layout layout) {
    this.file = layout.data().resolve("processes");
  }

  /** In the order in which they were started. */
  List<Entry> all() {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(Entry::parse).toList()
          : List.of();
    } catch (IOException | RuntimeException damaged) {
      throw new StackFailure("Cannot read " + file + ": remove it", damaged);
    }
  }

  Optional<Entry> supervisor() {
    return all().stream()
        .filter(entry -> entry.name().equals(SUPERVISOR) && entry.running().isPresent())
        .findFirst();
  }

  Entry add(String name, long pid, String log) {
    Instant startedAt = ProcessHandle.of(pid).map(Processes::started).orElse(Instant.EPOCH);
    Entry entry = new Entry(name, pid, startedAt, log);
    try {
      Files.createDirectories(file.getParent());
      String before = Files.exists(file) ? Files.readString(file) : "";
      Files0600.write(file, before + entry.line());
      return entry;
    } catch (IOException failure) {
      throw new StackFailure("Cannot write " + file + ": " + failure.getMessage(), failure);
    }
  }

  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw new StackFailure("Cannot remove " + file + ": " + failure.getMessage(), failure);
    }
  }

  /** Stops the supervisor, which stops all else, and then what is left all the same. */
  boolean stop() {
    List<Entry> all = all();
    boolean any = all.stream().anyMatch(entry -> entry.running().isPresent());
    all.stream().filter(entry -> entry.name().equals(SUPERVISOR)).forEach(Processes::stop);
    all.reversed().forEach(Processes::stop);
    forget();
    return any;
  }

  private static void stop(Entry entry) {
    entry
        .running()
        .ifPresent(
            handle -> {
              handle.destroy();
              if (!isOver(handle.onExit())) {
                handle.destroyForcibly();
              }
            });
  }

  private static boolean isOver(CompletableFuture<ProcessHandle> exit) {
    try {
      exit.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Instant started(ProcessHandle handle) {
    return handle.info().startInstant().orElse(Instant.EPOCH);
  }
}
