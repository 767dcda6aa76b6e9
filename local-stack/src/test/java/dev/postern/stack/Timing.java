package dev.postern.stack;

import java.util.Collections;
import java.util.List;

/** Comparing how long things take. */
final class Timing {
  private Timing() {}

  static long median(List<Long> samples) {
    Collections.sort(samples);
    return samples.get(samples.size() / 2);
  }
}
