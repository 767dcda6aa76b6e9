package dev.postern.customer.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One line of an import's report; the counts are of all lines so far.
 *
 * @param state {@code progress}, then {@code done} or {@code failed}
 * @param refusals the lines refused since the report's line before; at most {@value #MAX_REFUSALS}
 *     are listed in a whole report
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ImportReport(String state, long lines, long imported, long refused, List<Refusal> refusals) {
  static final int MAX_REFUSALS = 1_000;
  static final ImportReport NOTHING = new ImportReport("progress", 0, 0, 0, List.of());

  /** A line that was not taken over. */
  record Refusal(long line, String reason) {}

  /** The report after one batch more. */
  ImportReport plus(int batchLines, List<Refusal> batchRefusals) {
    long roomLeft = Math.max(0, MAX_REFUSALS - refused);
    List<Refusal> listed = batchRefusals.stream().limit(roomLeft).toList();
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
