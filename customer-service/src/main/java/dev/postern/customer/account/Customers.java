package dev.postern.customer.account;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.secret.Secret;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/** Finds customers and keeps their password hashes fresh. Fails if the database does. */
@ApplicationScoped
public class Customers {
  private final CustomerRepository customers;

  Customers(CustomerRepository customers) {
    this.customers = customers;
  }

  /** The first read loads more classes than all others together: no caller should wait for that. */
  void warmUp(@Observes StartupEvent start) {
    Username.parse("\u043Dobody");
    BlockingStartup.complete(this::readNobody);
  }

  @WithSession
  Uni<Void> readNobody() {
    return customers.find("username", "").firstResult().replaceWithVoid();
  }

  /** One read, for no username too, so that it costs the same. */
  @DatabaseTimeout
  @WithSession
  public Uni<Optional<Customer>> find(Optional<Username> username) {
    return customers
        .find("username", username.map(Username::canonical).orElse(""))
        .firstResult()
        .map(found -> Optional.ofNullable(found).map(Customers::read));
  }

  /** By the opaque identifier; deleted ones too. */
  @DatabaseTimeout
  @WithSession
  public Uni<Optional<Customer>> findByIdentifier(String customerId) {
    return customers
        .find("customerId", customerId)
        .firstResult()
        .map(found -> Optional.ofNullable(found).map(Customers::read));
  }

  /**
   * Replaces the hash by another of the same password, unless another password was chosen
   * meanwhile. One statement: what was read may be another's by now, or nobody's.
   */
  @DatabaseTimeout
  @WithTransaction
  public Uni<Void> replacePasswordHash(Customer customer, Secret fresh) {
    return customers
        .update(
            "passwordHash = ?1 where id = ?2 and passwordHash = ?3",
            fresh.reveal(),
            customer.id(),
            customer.passwordHash().reveal())
        .replaceWithVoid();
  }

  private static Customer read(CustomerEntity entity) {
    return new Customer(
        entity.id,
        entity.customerId,
        Optional.ofNullable(entity.username).map(Username::new),
        hash(entity),
        entity.passwordVersion,
        entity.status);
  }

  private static Secret hash(CustomerEntity entity) {
    return Secret.of(entity.passwordHash == null ? "" : entity.passwordHash);
  }
}
