package dev.postern.customer.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One line of an import's report; the counts cover all lines so far.
 *
 * @param state {@code progress}, then {@code done} or {@code failed}
 * @param refusals the lines refused since the previous report; all reports of an import list at
 *     most {@value #MAX_REFUSALS}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ImportReport(
    String state, long lines, long imported, long refused, List<RejectedLine> refusals) {
  static final int MAX_REFUSALS = 1_000;
  static final ImportReport NOTHING = new ImportReport("progress", 0, 0, 0, List.of());

  /** A line that was refused. */
  record RejectedLine(long line, String reason) {}

  /** The report after one more batch. */
  ImportReport plus(int batchLines, List<RejectedLine> batchRefusals) {
    long roomLeft = Math.max(0, MAX_REFUSALS - refused);
    List<RejectedLine> listed = batchRefusals.stream().limit(roomLeft).toList();
    return new ImportReport(
        "progress",
        lines + batchLines,
        imported + batchLines - batchRefusals.size(),
        refused + batchRefusals.size(),
        listed);
  }

  ImportReport ended(String how) {
    return new ImportReport(how, lines, imported, refused, List.of());
  }
}
