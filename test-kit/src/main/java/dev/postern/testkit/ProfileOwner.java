package dev.postern.testkit;

import dev.postern.profile.v1.Address;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import java.util.UUID;

/**
 * A customer who has a profile and no login, for stacks without customer-service: the profile and
 * the token come by the calls that customer-service would make.
 */
public record ProfileOwner(String customerId, String email) {

  /** A new one, whose profile has every field. */
  public static ProfileOwner create() {
    String id = "it-" + UUID.randomUUID();
    String email = id + "@example.org";
    CustomerServiceClient.putProfile(
        Profile.newBuilder()
            .setCustomerId(id)
            .setName(Name.newBuilder().setGiven("Ada").setFamily("Berg"))
            .setEmail(email)
            .setPhone("+4930123456")
            .setAddress(
                Address.newBuilder()
                    .setStreet("1 High Street")
                    .setCity("Springfield")
                    .setPostalCode("12345")
                    .setCountry("US"))
            .setLocale("en-GB")
            .addSegments("retail")
            .build());
    return new ProfileOwner(id, email);
  }

  /** A fresh customer token. */
  public String token() {
    return CustomerServiceClient.customerToken(customerId);
  }
}
