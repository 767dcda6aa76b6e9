package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.account.CustomerRecord;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.account.NewAccount;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.identity.CustomerIds;
import dev.postern.customer.outbox.Transactions;
import dev.postern.customer.profile.ProfileErasures;
import dev.postern.customer.profile.Profiles;
import dev.postern.profile.v1.Profile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Creates one customer: first the row, then the profile, then the commit. So every customer has a
 * profile, and a profile whose customer was not created is erased again ({@link ProfileErasures}).
 * The call can be repeated after a failure; if the commit had succeeded nevertheless, the answer is
 * then that the username exists.
 */
@Singleton
class CustomerCreation {
  private final CustomerTable customers;
  private final CustomerIds customerIds;
  private final NewPasswords newPasswords;
  private final Profiles profiles;
  private final ProfileErasures erasures;
  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration timeout;

  CustomerCreation(
      CustomerTable customers,
      CustomerIds customerIds,
      NewPasswords newPasswords,
      Profiles profiles,
      ProfileErasures erasures,
      Transactions transactions,
      InstantSource clock,
      GuardConfig config) {
    this.customers = customers;
    this.customerIds = customerIds;
    this.newPasswords = newPasswords;
    this.profiles = profiles;
    this.erasures = erasures;
    this.transactions = transactions;
    this.clock = clock;
    this.timeout = config.guard().dependencyTimeout();
  }

  /**
   * @param beforeCommit writes the log line, so that no customer is created without one
   */
  Uni<CustomerRecord> create(NewCustomer wanted, Consumer<CustomerRecord> beforeCommit) {
    UUID id = UUID.randomUUID();
    String customerId = customerIds.opaque(id);
    Profile profile = wanted.profile().toBuilder().setCustomerId(customerId).build();
    return newPasswords
        .hash(wanted.username(), wanted.password())
        .call(hash -> expectErasure(customerId))
        .map(hash -> new NewAccount(id, customerId, wanted.username(), hash, CustomerStatus.ACTIVE))
        .flatMap(account -> store(account, profile, beforeCommit));
  }

  @DatabaseTimeout
  Uni<Void> expectErasure(String customerId) {
    return erasures.expect(List.of(customerId));
  }

  private Uni<CustomerRecord> store(
      NewAccount account, Profile profile, Consumer<CustomerRecord> beforeCommit) {
    Instant createdAt = clock.instant();
    return transactions.run(
        db ->
            insert(db, account, createdAt)
                .chain(() -> profiles.put(List.of(profile), timeout))
                .replaceWith(() -> record(account, createdAt))
                .invoke(beforeCommit));
  }

  private Uni<Void> insert(SqlConnection db, NewAccount account, Instant createdAt) {
    return customers
        .insert(db, List.of(account), createdAt)
        .invoke(inserted -> must(!inserted.isEmpty(), AuthError.CONFLICT))
        .chain(() -> erasures.withdraw(db, List.of(account.customerId())))
        .invoke(isInTime -> must(isInTime, AuthError.OVERLOADED))
        .replaceWithVoid();
  }

  private static CustomerRecord record(NewAccount account, Instant createdAt) {
    return new CustomerRecord(
        account.id(),
        account.customerId(),
        Optional.of(account.username().canonical()),
        account.status(),
        createdAt,
        Optional.empty());
  }

  private static void must(boolean holds, AuthError otherwise) {
    if (!holds) {
      throw new Refusal(otherwise);
    }
  }
}
