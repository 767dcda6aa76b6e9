package dev.postern.common.auth;

/**
 * A customer.
 *
 * @param customerId the opaque identifier
 */
public record CustomerPrincipal(String customerId) implements Principal {}
