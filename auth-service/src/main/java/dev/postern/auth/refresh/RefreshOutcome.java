package dev.postern.auth.refresh;

/** What became of a presented refresh token. */
public sealed interface RefreshOutcome {
  /** It has been used now, and has a successor, which is in the answer. */
  record Rotated(Family family, byte[] answer) implements RefreshOutcome {}

  /** It was used a moment ago: the very same answer. */
  record AnsweredAgain(Family family, byte[] answer) implements RefreshOutcome {}

  /**
   * @param why for the log; callers are not told
   */
  record NotRefreshed(String why) implements RefreshOutcome {}
}
