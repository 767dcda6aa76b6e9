package dev.postern.testkit;

import java.util.Collections;
import java.util.List;

/** Comparing how long things take. */
public final class Timing {
  private Timing() {}

  public static long median(List<Long> samples) {
    Collections.sort(samples);
    return samples.get(samples.size() / 2);
  }
}
