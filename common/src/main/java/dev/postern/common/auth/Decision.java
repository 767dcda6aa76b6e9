package dev.postern.common.auth;

/** The pipeline's answer. Whatever is not {@link Allowed} is denied. */
public sealed interface Decision {

  /**
   * @param proof what was proven: it may be revoked while a long call goes on
   */
  record Allowed(Caller caller, Proof proof) implements Decision {}

  /**
   * @param detail for the audit line; callers are not told
   */
  record Refused(AuthError error, String detail) implements Decision {}

  /** Something that had to be asked did not answer: 503, never 401 and never let in. */
  record Undecided(Throwable cause) implements Decision {}
}
