package dev.postern.customer.session;

import java.util.UUID;

/**
 * What auth-service is to revoke.
 *
 * @param id the session's {@code sid}, or the customer's opaque identifier
 * @param customerId whose it is: the opaque identifier
 */
public record RevocationOrder(Kind kind, String id, String customerId) {

  /** One login, or all of one customer. */
  public enum Kind {
    SESSION,
    CUSTOMER
  }

  static RevocationOrder ofSession(UUID id, String customerId) {
    return new RevocationOrder(Kind.SESSION, id.toString(), customerId);
  }

  static RevocationOrder ofCustomer(String customerId) {
    return new RevocationOrder(Kind.CUSTOMER, customerId, customerId);
  }
}
