package dev.postern.customer.profile;

/**
 * A message to profile-service: it must have no profile of this customer.
 *
 * @param customerId the opaque identifier
 */
public record ProfileErasure(String customerId) {}
