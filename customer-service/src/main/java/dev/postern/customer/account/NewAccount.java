package dev.postern.customer.account;

import dev.postern.common.secret.Secret;
import java.util.UUID;

/**
 * A customer to be created.
 *
 * @param passwordHash a PHC string
 */
public record NewAccount(
    UUID id, String customerId, Username username, Secret passwordHash, CustomerStatus status) {}
