package dev.postern.profile;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "profile")
@SuppressWarnings("NullAway.Init")
class ProfileEntity {
  @Id
  @Column(name = "customer_id")
  String customerId;

  @Column(name = "given_name")
  String givenName;

  @Column(name = "family_name")
  String familyName;

  @Nullable String email;
  @Nullable String phone;
  @Nullable String street;
  @Nullable String city;

  @Column(name = "postal_code")
  @Nullable String postalCode;

  @Nullable String country;
  String locale;
  String[] segments;

  @Column(name = "updated_at")
  Instant updatedAt;
}
