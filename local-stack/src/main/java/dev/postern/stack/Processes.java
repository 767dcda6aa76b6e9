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
 * Records the processes of a stack when they start, so that they can be found and stopped even if
 * the supervisor has ended. A process is identified by its id and start time, so a reused id is not
 * confused with it.
 */
final class Processes {
  static final String SUPERVISOR = "supervisor";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  /**
   * @param startedAt as the operating system says
   */
  record RecordedProcess(String name, long pid, Instant startedAt, String log) {

    Optional<ProcessHandle> running() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> started(handle).equals(startedAt));
    }

    private String line() {
      return String.join("\t", name, "" + pid, startedAt.toString(), log) + "\n";
    }

    private static RecordedProcess parse(String line) {
      String[] fields = line.split("\t", -1);
      return new RecordedProcess(
          fields[0], Long.parseLong(fields[1]), Instant.parse(fields[2]), fields[3]);
    }
  }

  private final Path file;

  Processes(Layout layout) {
    this.file = layout.data().resolve("processes");
  }

  /** All recorded processes, in the order of their start. */
  List<RecordedProcess> all() {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(RecordedProcess::parse).toList()
          : List.of();
    } catch (IOException | RuntimeException damaged) {
      throw new StackFailure("Cannot read " + file + ": remove it", damaged);
    }
  }

  Optional<RecordedProcess> supervisor() {
    return all().stream()
        .filter(entry -> entry.name().equals(SUPERVISOR) && entry.running().isPresent())
        .findFirst();
  }

  RecordedProcess add(String name, long pid, String log) {
    Instant startedAt = ProcessHandle.of(pid).map(Processes::started).orElse(Instant.EPOCH);
    RecordedProcess entry = new RecordedProcess(name, pid, startedAt, log);
    try {
      Files.createDirectories(file.getParent());
      String before = Files.exists(file) ? Files.readString(file) : "";
      PrivateFiles.write(file, before + entry.line());
      return entry;
    } catch (IOException failure) {
      throw new StackFailure("Cannot write " + file + ": " + failure.getMessage(), failure);
    }
  }

  void deleteRecords() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw new StackFailure("Cannot remove " + file + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * Stops the supervisor, which stops the other processes, and then any that remain.
   *
   * @return whether any process was running
   */
  boolean stop() {
    List<RecordedProcess> all = all();
    boolean any = all.stream().anyMatch(entry -> entry.running().isPresent());
    all.stream().filter(entry -> entry.name().equals(SUPERVISOR)).forEach(Processes::stop);
    all.reversed().forEach(Processes::stop);
    deleteRecords();
    return any;
  }

  private static void stop(RecordedProcess entry) {
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
      exit.get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
