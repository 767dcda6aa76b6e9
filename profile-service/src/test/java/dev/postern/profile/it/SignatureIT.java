package dev.postern.profile.it;

import static dev.postern.testkit.HmacClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signed requests over REST: who may sign, and with which keys. */
class SignatureIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = ProfileOwner.create().token();

  @Test
  void signatureStandsInPlaceOfTheToken() {
    client.assertLetIn(customer);
    assertThat(
            client.send(0, Message.json("/account/getprofile?a=1&b=%20x", "{}"), customer).status())
        .isEqualTo(200);
    HmacClient withContact = HmacClient.create("profile:read", "profile:contact");
    assertThat(withContact.send(0, GET_PROFILE, customer).json().get("email").asText())
        .contains("@");
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
