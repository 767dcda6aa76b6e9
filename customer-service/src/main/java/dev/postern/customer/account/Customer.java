package dev.postern.customer.account;

import dev.postern.common.secret.Secret;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer as authentication needs it.
 *
 * @param username none if deleted
 * @param passwordHash empty if deleted: no password matches it
 * @param passwordVersion how many passwords were chosen since the first
 */
public record Customer(
    UUID id,
    String customerId,
    Optional<Username> username,
    Secret passwordHash,
    int passwordVersion,
    CustomerStatus status) {}
