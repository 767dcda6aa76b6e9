package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.testkit.Operator;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An API key that profile-service remembers is refused once it is revoked. */
class RememberedApiKeyIT {
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(12);

  @Test
  void aRevokedKeyIsRefusedWithinItsRememberedTime() {
    Vendor vendor = Vendor.create("profile:read");
    String token = vendor.systemToken();
    String customer = ProfileOwner.create().token();
    assertThat(vendor.getProfile(token, customer).status()).isEqualTo(200);

    assertThat(
            Operator.send("DELETE", "/admin/v1/api-keys/" + vendor.apiKey().split("_")[2], "")
                .status())
        .isEqualTo(204);

    Await.until(
        "the key is refused",
        REVOKED_WITHIN,
        () -> vendor.getProfile(token, customer).reason().equals("api_key_invalid"));
  }
}
