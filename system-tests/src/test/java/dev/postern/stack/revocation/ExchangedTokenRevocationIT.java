package dev.postern.stack.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threat 12: an exchanged token (RFC 8693) ends with its API key at all replicas. */
class ExchangedTokenRevocationIT {
  private static final String[] GRANTS = {"client_credentials", OAuth.EXCHANGE};
  private final Vendor vendor = Vendor.register(List.of(GRANTS), GuardedEndpoints.SCOPES);
  private final String customerToken = Person.create().token();

  private static void assertError(Http.Answer answer, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo(error);
  }

  @Test
  void threat12TheTokenDiesWithItsKeyAtAllNineAndTheClientsOthersDoNot() {
    String exchanged = OAuth.access(OAuth.exchange(1, vendor, vendor.apiKey()));
    String plain = vendor.systemToken();
    GuardedEndpoints.Caller caller = new GuardedEndpoints.Caller(vendor, exchanged, customerToken);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);

    assertThat(
            Operator.send(2, "DELETE", "/admin/v1/api-keys/" + OAuth.id(vendor.apiKey()), "")
                .status())
        .isEqualTo(204);
    long revoked = System.nanoTime();

    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked", revoked);
    GuardedEndpoints.assertAllowed(
        GuardedEndpoints.ofAuth(), new GuardedEndpoints.Caller(vendor, plain, ""));
    assertError(OAuth.exchange(0, vendor, vendor.apiKey()), "invalid_request");
  }
}
