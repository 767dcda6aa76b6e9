package dev.postern.customer.account;

import dev.postern.common.secret.Secret;
import dev.postern.common.transport.AtStart;
import dev.postern.common.transport.InTime;
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
    AtStart.complete(this::readNobody);
  }

  @WithSession
  Uni<Void> readNobody() {
    return customers.find("username", "").firstResult().replaceWithVoid();
  }

  /** One read, for no username too, so that it costs the same. */
  @InTime
  @WithSession
  public Uni<Optional<Customer>> find(Optional<Username> username) {
    return customers
        .find("username", username.map(Username::canonical).orElse(""))
        .firstResult()
        .map(found -> Optional.ofNullable(found).map(Customers::read));
  }

  /** Replaces the hash, unless somebody else has meanwhile. */
  @InTime
  @WithTransaction
  public Uni<Void> replacePasswordHash(Customer customer, Secret fresh) {
    return customers
        .findById(customer.id())
        .onItem()
        .ifNotNull()
        .invoke(entity -> replace(entity, customer.passwordHash(), fresh))
        .replaceWithVoid();
  }

  private static void replace(CustomerEntity entity, Secret old, Secret fresh) {
    if (Secret.of(entity.passwordHash).equals(old)) {
      entity.passwordHash = fresh.reveal();
    }
  }

  private static Customer read(CustomerEntity entity) {
    return new Customer(
        entity.id, entity.customerId, Secret.of(entity.passwordHash), entity.status);
  }
}
