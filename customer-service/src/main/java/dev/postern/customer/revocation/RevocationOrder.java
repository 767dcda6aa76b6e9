package dev.postern.customer.revocation;

import java.util.UUID;

/**
 * Something that auth-service must revoke.
 *
 * @param id the session's {@code sid}, or the customer's opaque identifier
 * @param customerId the opaque identifier of the customer concerned; empty in orders that an older
 *     version has placed
 */
public record RevocationOrder(Target target, String id, String customerId) {

  /** One login, or all logins of one customer. */
  public enum Target {
    SESSION,
    CUSTOMER
  }

  public static RevocationOrder ofSession(UUID id, String customerId) {
    return new RevocationOrder(Target.SESSION, id.toString(), customerId);
  }

  public static RevocationOrder ofCustomer(String customerId) {
    return new RevocationOrder(Target.CUSTOMER, customerId, customerId);
  }
}
