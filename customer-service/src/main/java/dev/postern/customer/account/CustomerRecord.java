package dev.postern.customer.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer as operators see it.
 *
 * @param username in its canonical form; none if deleted
 * @param lastLoginAt to the minute
 */
public record CustomerRecord(
    UUID id,
    String customerId,
    Optional<String> username,
    CustomerStatus status,
    Instant createdAt,
    Optional<Instant> lastLoginAt) {}
