package dev.postern.customer.admin;

import dev.postern.customer.account.CustomerStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer as operators see one.
 *
 * @param username in its canonical form; none if deleted
 * @param lastLoginAt to the minute
 */
record CustomerRecord(
    UUID id,
    String customerId,
    Optional<String> username,
    CustomerStatus status,
    Instant createdAt,
    Optional<Instant> lastLoginAt) {}
