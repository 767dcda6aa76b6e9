package dev.postern.customer.session;

/**
 * What auth-service is to kill.
 *
 * @param id the session's {@code sid}, or the customer's opaque identifier
 */
public record KillOrder(Kind kind, String id) {

  /** One login, or all of one customer. */
  public enum Kind {
    SESSION,
    CUSTOMER
  }
}
