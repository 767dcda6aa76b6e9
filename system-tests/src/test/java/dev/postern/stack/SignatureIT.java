package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signed requests over REST: who may sign, with which keys, and how keys come and go. */
class SignatureIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = Person.create().token();

  private static void assertRefused(Http.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.reason()).isEqualTo(reason);
  }

  private void assertLetIn(HmacClient signer) {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = signer.send(replica, GET_PROFILE, customer);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
  }

  private void assertRefusedEverywhere(HmacClient signer) {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertRefused(signer.send(replica, GET_PROFILE, customer), 401, "signature_invalid");
    }
  }

  @Test
  void signatureStandsInPlaceOfTheToken() {
    assertLetIn(client);
    assertThat(
            client.send(0, Message.json("/account/getprofile?a=1&b=%20x", "{}"), customer).status())
        .isEqualTo(200);
    assertThat(HmacClient.seeded().send(0, GET_PROFILE, customer).json().get("email").asText())
        .contains("@");
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

  /** A request refused for another reason has not used its nonce up. */
  @Test
  void nonceIsUsedLast() {
    String[] headers = client.sign(0, GET_PROFILE);

    assertRefused(
        client.send(0, GET_PROFILE, "not.a.token", headers), 401, "customer_token_invalid");
    assertThat(client.send(0, GET_PROFILE, customer, headers).status()).isEqualTo(200);
  }

  @Test
  void signatureBySignatureInputOfRfc9421() {
    Message message = Message.json("/getprofile?a=b", "{}");
    String digest =
        "sha-256=:" + Base64.getEncoder().encodeToString(HmacClient.sha256(message.body())) + ":";
    String covered =
        "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"content-type\")"
            + ";created=%s;nonce=\"%s\";keyid=\"%s\";alg=\"hmac-sha256\";tag=\"postern\""
                .formatted(HmacClient.now(), HmacClient.nonce(), client.keyId());
    String base =
        """
        "@method": POST
        "@authority": %s
        "@path": /getprofile
        "@query": ?a=b
        "content-digest": %s
        "content-type": application/json
        "@signature-params": %s\
        """
            .formatted(HmacClient.authority(0), digest, covered);
    String signature = "sig1=:" + Base64.getEncoder().encodeToString(client.hmac(base)) + ":";
    String[] headers = {
      "content-digest", digest, "signature-input", "sig1=" + covered, "signature", signature
    };

    Message other = Message.json("/getprofile?a=b", "{ }");
    assertRefused(client.send(0, other, customer, headers), 401, "signature_invalid");
    assertThat(client.send(0, message, customer, headers).status()).isEqualTo(200);
    assertRefused(client.send(0, message, customer, headers), 401, "nonce_replayed");
  }

  @Test
  void tokenAndSignatureAtOnceAreRefused() {
    String[] signed = client.sign(0, GET_PROFILE);
    String[] both = java.util.Arrays.copyOf(signed, signed.length + 2);
    both[signed.length] = "authorization";
    both[signed.length + 1] = "Bearer " + client.vendor().systemToken();

    assertRefused(client.send(0, GET_PROFILE, customer, both), 400, "signature_and_token");
  }

  @Test
  void onlyWhoIsRegisteredForItSignsInPlaceOfAToken() {
    HmacClient unregistered = HmacClient.create(false, "profile:read");

    assertRefused(unregistered.send(0, GET_PROFILE, customer), 403, "signing_not_allowed");
  }

  @Test
  void scopesAreTheClients() {
    HmacClient narrow = HmacClient.create("profile:contact");

    assertRefused(narrow.send(0, GET_PROFILE, customer), 403, "scope_insufficient");
  }

  @Test
  void apiKeyMustBeTheSameClients() {
    HmacClient other = HmacClient.create("profile:read");
    HmacClient mixed = new HmacClient(other.vendor(), client.keyId(), client.secret());

    assertRefused(mixed.send(0, GET_PROFILE, customer), 403, "api_key_of_another_client");
  }

  @Test
  void eitherOfTwoSecretsVerifiesWhileOneFollowsTheOther() {
    assertLetIn(client);
    Instant end = Clock.systemUTC().instant().plusSeconds(4);
    Http.Answer rotated =
        Operator.send(
            "POST",
            "/admin/v1/hmac-keys/" + client.keyId() + ":rotate",
            Operator.json(Map.of("previous_ends_at", end.toString())));
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
    HmacClient fresh = HmacClient.of(client.vendor(), rotated.json());

    assertThat(letIn(fresh)).as("the new secret, as soon as it is shown").isTrue();
    assertLetIn(client);
    assertThat(
            Operator.send("POST", "/admin/v1/hmac-keys/" + client.keyId() + ":rotate", "{}")
                .status())
        .isEqualTo(409);
    Await.until(
        "the secret before has ended",
        java.time.Duration.ofSeconds(6),
        () -> Clock.systemUTC().instant().isAfter(end));
    assertRefusedEverywhere(client);
    assertLetIn(fresh);
  }

  @Test
  void leakedSecretIsEndedBeforeItsTime() {
    HmacClient fresh =
        HmacClient.of(
            client.vendor(),
            Operator.send("POST", "/admin/v1/hmac-keys/" + client.keyId() + ":rotate", "{}")
                .json());
    assertLetIn(client);

    String end = "/admin/v1/hmac-keys/" + client.keyId() + ":end-previous";
    Http.Answer ended = Operator.send("POST", end + "?wait=applied");

    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    assertRefusedEverywhere(client);
    assertLetIn(fresh);
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
    assertLetIn(client);

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
    assertLetIn(client);

    Operator.send("DELETE", "/admin/v1/clients/" + client.vendor().id() + "?wait=applied");

    assertRefusedEverywhere(client);
  }

  @Test
  void listShowsNoSecret() {
    JsonNode items =
        Operator.send("GET", "/admin/v1/hmac-keys?limit=1&after=" + before(client.keyId()))
            .json()
            .get("items");

    assertThat(items.get(0).get("id").asText()).isEqualTo(client.keyId());
    assertThat(items.get(0).has("secret")).isFalse();
    assertThat(items.get(0).get("client_id").asText()).isEqualTo(client.vendor().id());
  }

  /** An id that comes right before this one, as far as ids are random. */
  private static String before(String id) {
    return id.substring(0, id.length() - 1);
  }

  @Test
  void explainSaysWhatWouldBeSignedAndWhereTheyDiffer() {
    String[] signed = client.sign(0, GET_PROFILE);
    Map<String, Object> described =
        Map.of(
            "method", "POST",
            "authority", HmacClient.authority(0),
            "target", "/getprofile",
            "headers",
                Map.of(
                    "X-Key-Id", signed[1],
                    "X-Timestamp", signed[3],
                    "X-Nonce", signed[5],
                    "X-Signature", signed[7],
                    "Content-Type", Http.JSON),
            "string_to_sign", "POSTERN-HMAC-SHA256-V3\nPOST\nelsewhere");
    String token = Vendor.create("dev:explain").systemToken();

    Http.Answer answer =
        Http.post(
            Service.PROFILE,
            "/signature:explain",
            Http.JSON,
            Operator.json(described),
            "Authorization",
            "Bearer " + token);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("string_to_sign").asText())
        .startsWith(
            "POSTERN-HMAC-SHA256-V3\nPOST\n" + HmacClient.authority(0) + "\n/getprofile\n\n")
        .endsWith("\n" + java.util.HexFormat.of().formatHex(HmacClient.sha256(new byte[0])));
    assertThat(answer.json().get("differences").get(0).get("line").asInt()).isEqualTo(3);
    assertThat(answer.body()).doesNotContain(signed[7].substring(3));
    assertRefused(
        Http.post(
            Service.PROFILE,
            "/signature:explain",
            Http.JSON,
            "{}",
            "Authorization",
            "Bearer " + client.vendor().systemToken()),
        403,
        "scope_insufficient");
  }

  @Test
  void explainOfItselfSaysWhatThisServerSees() {
    String token = Vendor.create("dev:explain").systemToken();
    Message message = Message.json("/signature:explain?x=%20", "{}");
    String[] signed = client.sign(0, message);

    Http.Answer answer =
        Http.post(
            Service.PROFILE,
            message.target(),
            Http.JSON,
            "{}",
            "Authorization",
            "Bearer " + token,
            "X-Key-Id",
            signed[1],
            "X-Timestamp",
            signed[3],
            "X-Nonce",
            signed[5],
            "X-Signature",
            signed[7]);

    assertThat(answer.json().get("string_to_sign").asText().split("\n"))
        .contains("POST", HmacClient.authority(0), "/signature:explain", "x=%20", signed[3]);
  }
}
