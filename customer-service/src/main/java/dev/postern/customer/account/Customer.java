package dev.postern.customer.account;

import dev.postern.common.secret.Secret;
import java.util.UUID;

/** A customer, as far as recognising one needs to know. */
public record Customer(UUID id, String customerId, Secret passwordHash, CustomerStatus status) {}
