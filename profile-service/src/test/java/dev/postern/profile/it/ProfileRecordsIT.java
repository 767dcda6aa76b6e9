package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Vendor;
import io.grpc.StatusRuntimeException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The import and the erasure of profiles, as customer-service calls them. */
class ProfileRecordsIT {
  private static final int MAX_PROFILES = 500;

  private final Vendor vendor =
      Vendor.create("profile:read", "profile:contact", "profile:address", "profile:read:any");
  private final String customerId = "it-" + UUID.randomUUID();

  private static Profile.Builder profile(String customerId) {
    return Profile.newBuilder()
        .setCustomerId(customerId)
        .setName(Name.newBuilder().setGiven("Ada").setFamily("Berg"))
        .setLocale("en-GB");
  }

  private JsonNode read() {
    return vendor
        .getProfile(vendor.systemToken(), CustomerServiceClient.customerToken(customerId))
        .json();
  }

  @Test
  void anAbsentFieldIsStoredAndShownAsAbsent() {
    CustomerServiceClient.putProfiles(List.of(profile(customerId).build()));

    JsonNode profile = read();
    assertThat(profile.at("/name/given").asText()).isEqualTo("Ada");
    assertThat(profile.path("email").asText("")).isIn("", "null");
    assertThat(profile.path("segments")).isEmpty();
  }

  @Test
  void aSecondProfileOfACustomerReplacesTheFirst() {
    CustomerServiceClient.putProfiles(List.of(profile(customerId).setEmail("a@b.c").build()));
    CustomerServiceClient.putProfiles(
        List.of(profile(customerId).setEmail("d@e.f").addSegments("retail").build()));

    assertThat(read().path("email").asText()).isEqualTo("d@e.f");
    assertThat(read().path("segments").get(0).asText()).isEqualTo("retail");
  }

  @Test
  void anErasedProfileIsNotFound() {
    CustomerServiceClient.putProfiles(List.of(profile(customerId).build()));
    CustomerServiceClient.eraseProfiles(List.of(customerId, "it-unknown"));

    assertThat(read().path("reason").asText()).isEqualTo("not_found");
  }

  @Test
  void rejectsNoneAndMoreThan500() {
    List<Profile> tooMany = Collections.nCopies(MAX_PROFILES + 1, profile(customerId).build());
    List<String> tooManyIds = Collections.nCopies(MAX_PROFILES + 1, customerId);

    assertInvalid(() -> CustomerServiceClient.putProfiles(List.of()));
    assertInvalid(() -> CustomerServiceClient.putProfiles(tooMany));
    assertInvalid(() -> CustomerServiceClient.eraseProfiles(List.of()));
    assertInvalid(() -> CustomerServiceClient.eraseProfiles(tooManyIds));
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refusal ->
                assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("request_invalid"));
  }
}
