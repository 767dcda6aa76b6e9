package dev.postern.auth.client;

import java.time.Instant;

/** What the rules say of an assertion. */
sealed interface AssertionVerdict {

  /** Signed by the client, for this issuer, valid now. It proves the client if it is unused. */
  record Accepted(String assertionId, Instant expiresAt) implements AssertionVerdict {}

  /**
   * @param reason for the decision log; callers do not see it
   */
  record Rejected(String reason) implements AssertionVerdict {}
}
