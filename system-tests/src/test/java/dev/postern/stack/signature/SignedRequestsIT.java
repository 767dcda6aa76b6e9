package dev.postern.stack.signature;

import static dev.postern.testkit.HmacClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signed requests over three replicas: nonces, and keys that come and go. */
class SignedRequestsIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = Person.create().token();

  private void assertRefusedEverywhere(HmacClient signer) {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertRefused(signer.send(replica, GET_PROFILE, customer), 401, "signature_invalid");
    }
  }

  @Test
  void nonceIsGoodOnceWhereverItIsShown() {
    String[] headers = client.sign(0, GET_PROFILE);

    assertThat(client.send(0, GET_PROFILE, customer, headers).status()).isEqualTo(200);
    assertRefused(client.send(0, GET_PROFILE, customer, headers), 401, "nonce_replayed");
    String nonce = headers[5];
    String[] again = client.sign(HmacClient.authority(1), GET_PROFILE, HmacClient.now(), nonce);
    assertRefused(client.send(1, GET_PROFILE, customer, again), 401, "nonce_replayed");
    HmacClient other = HmacClient.create("profile:read");
    String[] others = other.sign(HmacClient.authority(2), GET_PROFILE, HmacClient.now(), nonce);
    assertThat(other.send(2, GET_PROFILE, customer, others).status()).isEqualTo(200);
  }

  @Test
  void eitherOfTwoSecretsVerifiesWhileOneFollowsTheOther() {
    client.assertLetIn(customer);
    Instant end = Clock.systemUTC().instant().plusSeconds(4);
    Http.Answer rotated =
        Operator.send(
            "POST",
            "/admin/v1/hmac-keys/" + client.keyId() + ":rotate",
            Operator.json(Map.of("previous_ends_at", end.toString())));
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
    HmacClient fresh = HmacClient.of(client.vendor(), rotated.json());

    assertThat(letIn(fresh)).as("the new secret, as soon as it is shown").isTrue();
    client.assertLetIn(customer);
    assertThat(
            Operator.send("POST", "/admin/v1/hmac-keys/" + client.keyId() + ":rotate", "{}")
                .status())
        .isEqualTo(409);
    Await.until(
        "the secret before has ended",
        java.time.Duration.ofSeconds(6),
        () -> Clock.systemUTC().instant().isAfter(end));
    assertRefusedEverywhere(client);
    fresh.assertLetIn(customer);
  }

  @Test
  void leakedSecretIsEndedBeforeItsTime() {
    HmacClient fresh =
        HmacClient.of(
            client.vendor(),
            Operator.send("POST", "/admin/v1/hmac-keys/" + client.keyId() + ":rotate", "{}")
                .json());
    client.assertLetIn(customer);

    String end = "/admin/v1/hmac-keys/" + client.keyId() + ":end-previous";
    Http.Answer ended = Operator.send("POST", end + "?wait=applied");

    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    assertRefusedEverywhere(client);
    fresh.assertLetIn(customer);
    assertThat(Operator.send("POST", end).status()).isEqualTo(204);
  }

  private boolean letIn(HmacClient signer) {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      if (signer.send(replica, GET_PROFILE, customer).status() != 200) {
        return false;
      }
    }
    return true;
  }

  @Test
  void revokedKeyIsRefusedByAllAtOnce() {
    client.assertLetIn(customer);

    Http.Answer revoked =
        Operator.send("DELETE", "/admin/v1/hmac-keys/" + client.keyId() + "?wait=applied");

    assertThat(revoked.json().get("complete").asBoolean()).isTrue();
    assertRefusedEverywhere(client);
    assertThat(Operator.send("DELETE", "/admin/v1/hmac-keys/" + client.keyId()).status())
        .isEqualTo(204);
    assertThat(Operator.send("DELETE", "/admin/v1/hmac-keys/nobodys").status()).isEqualTo(404);
  }

  @Test
  void disabledClientSignsNoMore() {
    client.assertLetIn(customer);

    Operator.send("DELETE", "/admin/v1/clients/" + client.vendor().id() + "?wait=applied");

    assertRefusedEverywhere(client);
  }

  /** An id that comes right before this one, as far as ids are random. */
  private static String before(String id) {
    return id.substring(0, id.length() - 1);
  }
}
