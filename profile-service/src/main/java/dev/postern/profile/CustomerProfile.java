package dev.postern.profile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A customer profile as one caller may see it. Members that the caller's scopes do not cover are
 * absent.
 */
record CustomerProfile(
    String customerId,
    String givenName,
    String familyName,
    Optional<String> email,
    Optional<String> phone,
    Optional<Address> address,
    String locale,
    List<String> segments,
    Instant updatedAt) {

  /**
   * @param country ISO 3166-1 alpha-2
   */
  record Address(String street, String city, String postalCode, String country) {}
}
