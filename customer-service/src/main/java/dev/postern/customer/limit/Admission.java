package dev.postern.customer.limit;

import java.time.Duration;

/** The answer of the limits to a login. */
public sealed interface Admission {

  /** The password may be compared. */
  record Admitted(Permit permit) implements Admission {}

  /** Too many logins have failed; {@code left} is the rest of the delay. */
  record Locked(LockReason reason, Duration left) implements Admission {}

  /** Too many logins are in progress. */
  record Busy() implements Admission {}
}
