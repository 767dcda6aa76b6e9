package dev.postern.customer.limit;

/** The result of an attempt, as counters take it. */
public enum Settlement {
  FAILED,
  /** Earlier failures are forgotten. */
  SUCCEEDED,
  /** Nothing is counted. */
  RELEASED
}
