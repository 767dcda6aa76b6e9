package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client that signs its requests as the contract says, without code of the guard. */
public record HmacClient(Vendor vendor, String keyId, byte[] secret) {
  public static final String PATH = "/getprofile";
  private static final String EMPTY = "";

  /** A request to be signed, and changed. */
  public record Message(String method, String target, String type, byte[] body) {
    public static Message getProfile() {
      return new Message("POST", PATH, Http.JSON, new byte[0]);
    }

    public static Message json(String target, String body) {
      return new Message("POST", target, Http.JSON, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The client that the stack was seeded with. */
  public static HmacClient seeded() {
    StackFile.HmacKey key = TestStack.file().hmacKey();
    return new HmacClient(Vendor.seeded(), key.id(), decode(key.secret()));
  }

  /** A new client that may sign instead of presenting a token. */
  public static HmacClient create(String... scopes) {
    return create(true, scopes);
  }

  public static HmacClient create(boolean signsRequests, String... scopes) {
    JsonNode client =
        Operator.make(
            "/admin/v1/clients",
            Map.of("name", "test", "scopes", List.of(scopes), "signs_requests", signsRequests));
    String id = client.get("id").asText();
    JsonNode apiKey = Operator.make("/admin/v1/api-keys", Map.of("client_id", id, "label", "test"));
    Vendor vendor = new Vendor(id, client.get("secret").asText(), apiKey.get("key").asText());
    return of(
        vendor, Operator.make("/admin/v1/hmac-keys", Map.of("client_id", id, "label", "test")));
  }

  public static HmacClient of(Vendor vendor, JsonNode made) {
    return new HmacClient(
        vendor, made.get("id").asText(), decode(TestLogs.secret(made.get("secret").asText())));
  }

  public static String nonce() {
    return UUID.randomUUID().toString();
  }

  public static String now() {
    return "" + java.time.Clock.systemUTC().instant().getEpochSecond();
  }

  public static String authority(int replica) {
    return URI.create(TestStack.url(Service.PROFILE, replica)).getAuthority();
  }

  /** The four headers, as pairs of name and value, lower case. */
  public String[] sign(String authority, Message message, String timestamp, String nonce) {
    int mark = message.target().indexOf('?');
    String text =
        String.join(
            "\n",
            "POSTERN-HMAC-SHA256-V3",
            message.method(),
            authority,
            mark < 0 ? message.target() : message.target().substring(0, mark),
            mark < 0 ? EMPTY : message.target().substring(mark + 1),
            timestamp,
            nonce,
            message.type(),
            HexFormat.of().formatHex(sha256(message.body())));
    return new String[] {
      "x-key-id", keyId,
      "x-timestamp", timestamp,
      "x-nonce", nonce,
      "x-signature", "v3=" + HexFormat.of().formatHex(hmac(text))
    };
  }

  public String[] sign(int replica, Message message) {
    return sign(authority(replica), message, now(), nonce());
  }

  /** Signed, and sent as it was signed. */
  public Http.Answer send(int replica, Message message, String customerToken) {
    return send(replica, message, customerToken, sign(replica, message));
  }

  /** Sends the message with the API key, a customer token, and these headers. */
  public Http.Answer send(int replica, Message message, String customerToken, String... headers) {
    List<String> all = new ArrayList<>(Arrays.asList(headers));
    all.addAll(List.of("api-key", vendor.apiKey(), "customer-auth", "JWT " + customerToken));
    var request =
        Http.request(Service.PROFILE, replica, message.target())
            .method(message.method(), BodyPublishers.ofByteArray(message.body()));
    if (!message.type().isEmpty()) {
      request.header("content-type", message.type());
    }
    for (int i = 0; i < all.size(); i += 2) {
      request.header(all.get(i), all.get(i + 1));
    }
    return Http.send(request);
  }

  /** Every replica gives this customer's profile to whoever signs so. */
  public void assertLetIn(String customerToken) {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = send(replica, Message.getProfile(), customerToken);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
  }

  public static void assertRefused(Http.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.reason()).isEqualTo(reason);
  }

  public byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The secret as it was shown. */
  public String secretText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  private static byte[] decode(String base64url) {
    return Base64.getUrlDecoder().decode(base64url);
  }
}
