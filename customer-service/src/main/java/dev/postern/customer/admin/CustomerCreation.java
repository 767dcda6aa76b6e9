package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.identity.CustomerIds;
import dev.postern.customer.profile.ProfileErasures;
import dev.postern.customer.profile.Profiles;
import dev.postern.profile.v1.Profile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes one customer: the row, then the profile, then the commit. Nobody is there who has no
 * profile, and a profile whose customer did not come to be is erased again ({@link
 * ProfileErasures}). After a failure it can be sent again; if the commit had come through all the
 * same, the answer is then that the username exists.
 */
@Singleton
class CustomerCreation {
  private final CustomerRecords records;
  private final CustomerIds customerIds;
  private final NewPasswords newPasswords;
  private final Profiles profiles;
  private final ProfileErasures erasures;
  private final Pool pool;
  private final InstantSource clock;
  private final Duration timeout;

  CustomerCreation(
      CustomerRecords records,
      CustomerIds customerIds,
      NewPasswords newPasswords,
      Profiles profiles,
      ProfileErasures erasures,
      Pool pool,
      InstantSource clock,
      GuardConfig config) {
    this.records = records;
    this.customerIds = customerIds;
    this.newPasswords = newPasswords;
    this.profiles = profiles;
    this.erasures = erasures;
    this.pool = pool;
    this.clock = clock;
    this.timeout = config.guard().dependencyTimeout();
  }

  /**
   * @param beforeCommit leaves the line that names the customer, who is not there without it
   */
  Uni<CustomerRecord> create(NewCustomer wanted, Consumer<CustomerRecord> beforeCommit) {
    UUID id = UUID.randomUUID();
    CustomerRecord customer =
        new CustomerRecord(
            id,
            customerIds.opaque(id),
            Optional.of(wanted.username().canonical()),
            CustomerStatus.ACTIVE,
            clock.instant(),
            Optional.empty());
    Profile profile = wanted.profile().toBuilder().setCustomerId(customer.customerId()).build();
    return newPasswords
        .hash(wanted.username(), wanted.password())
        .call(hash -> expectErasure(customer))
        .flatMap(hash -> store(customer, hash, profile, () -> beforeCommit.accept(customer)))
        .replaceWith(customer);
  }

  @DatabaseTimeout
  Uni<Void> expectErasure(CustomerRecord customer) {
    return erasures.expect(List.of(customer.customerId()));
  }

  @DatabaseTimeout
  Uni<Void> store(CustomerRecord customer, Secret hash, Profile profile, Runnable beforeCommit) {
    return pool.withTransaction(
        db ->
            records
                .insert(db, customer, hash)
                .invoke(inserted -> must(inserted, AuthError.CONFLICT))
                .flatMap(inserted -> withdrawErasure(db, customer))
                .invoke(inTime -> must(inTime, AuthError.OVERLOADED))
                .flatMap(inTime -> profiles.put(List.of(profile), timeout))
                .invoke(beforeCommit));
  }

  private Uni<Boolean> withdrawErasure(SqlConnection db, CustomerRecord customer) {
    return erasures.withdraw(db, List.of(customer.customerId()));
  }

  private static void must(boolean holds, AuthError otherwise) {
    if (!holds) {
      throw new Refusal(otherwise);
    }
  }
}
