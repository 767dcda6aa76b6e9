package dev.postern.auth.refresh;

/** The outcome of presenting a refresh token. */
public sealed interface RefreshOutcome {
  /** The token has been used now. Its successor is in the answer. */
  record Rotated(Family family, byte[] answer) implements RefreshOutcome {}

  /** The token was used within the grace: the identical answer again. */
  record AnsweredAgain(Family family, byte[] answer) implements RefreshOutcome {}

  /**
   * @param reason for the decision log; callers do not see it
   */
  record NotRefreshed(String reason) implements RefreshOutcome {}
}
