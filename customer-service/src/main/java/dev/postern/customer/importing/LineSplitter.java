package dev.postern.customer.importing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of octets into numbered lines, holding one line at most. A line longer than {@value
 * #MAX_LINE_BYTES} octets is passed over up to its end, and said to be too long.
 */
final class LineSplitter {
  static final int MAX_LINE_BYTES = 16_384;

  /**
   * @param number counted from 1
   */
  record Line(long number, byte[] octets, boolean tooLong) {}

  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private boolean tooLong;
  private long number = 1;

  /** The lines that these octets complete. */
  List<Line> feed(byte[] octets) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == '\n') {
        keep(octets, start, i);
        lines.add(cut());
        start = i + 1;
      }
    }
    keep(octets, start, octets.length);
    return lines;
  }

  /** The last line, if it had no line end. */
  List<Line> end() {
    return current.size() > 0 || tooLong ? List.of(cut()) : List.of();
  }

  private void keep(byte[] octets, int from, int to) {
    if (current.size() + to - from > MAX_LINE_BYTES) {
      tooLong = true;
      current.reset();
    }
    if (!tooLong) {
      current.write(octets, from, to - from);
    }
  }

  private Line cut() {
    Line line = new Line(number++, current.toByteArray(), tooLong);
    current.reset();
    tooLong = false;
    return line;
  }
}
