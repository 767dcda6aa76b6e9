package dev.postern.customer.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "customer")
@SuppressWarnings("NullAway.Init")
class CustomerEntity {
  @Id UUID id;

  @Column(name = "customer_id")
  String customerId;

  @Nullable String username;

  @Column(name = "password_hash")
  @Nullable String passwordHash;

  /** Changed by {@link NewPasswords} only, in SQL. */
  @Column(name = "password_version", insertable = false, updatable = false)
  int passwordVersion;

  @Enumerated(EnumType.STRING)
  CustomerStatus status;

  @Column(name = "created_at")
  Instant createdAt;
}
