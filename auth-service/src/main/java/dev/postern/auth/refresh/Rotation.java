package dev.postern.auth.refresh;

/** What became of a presented refresh token. */
public sealed interface Rotation {
  /** It has been used now, and has a successor, which is in the answer. */
  record Rotated(Family family, byte[] answer) implements Rotation {}

  /** It was used a moment ago: the very same answer. */
  record Repeated(Family family, byte[] answer) implements Rotation {}

  /**
   * @param why for the log; callers are not told
   */
  record Refused(String why) implements Rotation {}
}
