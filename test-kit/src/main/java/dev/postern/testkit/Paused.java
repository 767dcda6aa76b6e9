package dev.postern.testkit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Stops processes and their children with SIGSTOP until it is closed. */
public final class Paused implements AutoCloseable {
  private final List<Long> pids;

  public Paused(long... pids) throws IOException, InterruptedException {
    this.pids = Arrays.stream(pids).flatMap(Paused::withChildren).boxed().toList();
    signal("-STOP", this.pids);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    signal("-CONT", pids);
  }

  public static void signal(String signal, List<Long> pids)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("kill", signal), pids.stream().map(String::valueOf)).toList();
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new AssertionError(command + " failed");
    }
  }

  private static LongStream withChildren(long pid) {
    return LongStream.concat(
        LongStream.of(pid),
        ProcessHandle.of(pid).orElseThrow().descendants().mapToLong(ProcessHandle::pid));
  }
}
