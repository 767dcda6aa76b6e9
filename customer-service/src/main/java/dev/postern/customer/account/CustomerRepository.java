package dev.postern.customer.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.UUID;

@Singleton
class CustomerRepository implements PanacheRepositoryBase<CustomerEntity, UUID> {}
