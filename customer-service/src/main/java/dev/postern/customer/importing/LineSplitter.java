package dev.postern.customer.importing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a stream of bytes into numbered lines, and holds one line at most. A line longer than
 * {@value #MAX_LINE_BYTES} bytes is skipped and reported as too long.
 */
final class LineSplitter {
  static final int MAX_LINE_BYTES = 16_384;

  /**
   * @param number counted from 1
   */
  record Line(long number, byte[] bytes, boolean tooLong) {}

  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private boolean tooLong;
  private long number = 1;

  /** The lines that these bytes complete. */
  List<Line> feed(byte[] bytes) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, start, i);
        lines.add(cut());
        start = i + 1;
      }
    }
    keep(bytes, start, bytes.length);
    return lines;
  }

  /** The last line, if it had no line end. */
  List<Line> end() {
    return current.size() > 0 || tooLong ? List.of(cut()) : List.of();
  }

  private void keep(byte[] bytes, int from, int to) {
    if (current.size() + to - from > MAX_LINE_BYTES) {
      tooLong = true;
      current.reset();
    }
    if (!tooLong) {
      current.write(bytes, from, to - from);
    }
  }

  private Line cut() {
    Line line = new Line(number++, current.toByteArray(), tooLong);
    current.reset();
    tooLong = false;
    return line;
  }
}
