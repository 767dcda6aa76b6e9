package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.RedisProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Threats 22 to 25 against the running service. */
class SignatureAttackIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private static final Set<String> SYNTAX = Set.of("signature_malformed", "signature_repeated");
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = ProfileOwner.create().token();

  private static void assertRefused(Http.Answer answer, String reason) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(SYNTAX.contains(reason) ? 400 : 401);
    assertThat(answer.reason()).isEqualTo(reason);
  }

  private Http.Answer send(String... headers) {
    return client.send(0, GET_PROFILE, customer, headers);
  }

  private String[] signedAt(long timestamp) {
    return client.sign(HmacClient.authority(0), GET_PROFILE, "" + timestamp, HmacClient.nonce());
  }

  private static long now() {
    return Clock.systemUTC().instant().getEpochSecond();
  }

  /** A second may pass between signing and being read: then what was tried was another time. */
  @Test
  void threat22WindowIsThreeHundredSecondsOnBothSides() {
    assertWithinASecond(-300, 200);
    assertWithinASecond(300, 200);
    assertWithinASecond(-301, 401);
    assertWithinASecond(301, 401);
  }

  private void assertWithinASecond(long offset, int expected) {
    for (int attempt = 0; attempt < 20; attempt++) {
      long begun = now();
      Http.Answer answer = send(signedAt(begun + offset));
      if (now() == begun) {
        assertThat(answer.status()).as(offset + " s: " + answer.body()).isEqualTo(expected);
        if (expected == 401) {
          assertThat(answer.reason()).isEqualTo("timestamp_out_of_window");
          assertThat(answer.json().get("server_time").asLong()).isBetween(begun - 1, begun + 1);
          assertThat(answer.header("Date")).endsWith("GMT");
        }
        return;
      }
    }
    throw new AssertionError("no answer within one second of the clock");
  }

  @Test
  void threat22OtherTimesAreRefused() {
    assertRefused(send(signedAt(now() * 1_000)), "timestamp_out_of_window");
    assertRefused(send(signedAt(0)), "timestamp_out_of_window");
    for (String timestamp :
        List.of("2026-01-01T00:00:00Z", "9223372036854775808", "-1", "1e9", "0x10")) {
      String[] headers =
          client.sign(HmacClient.authority(0), GET_PROFILE, timestamp, HmacClient.nonce());
      assertRefused(send(headers), "signature_malformed");
    }
    String[] signed = signedAt(now());
    String[] twice = Arrays.copyOf(signed, signed.length + 2);
    twice[signed.length] = "x-timestamp";
    twice[signed.length + 1] = signed[3];
    assertRefused(send(twice), "signature_repeated");
  }

  /** This holds for an existing key and for invented ones. */
  @Test
  void threat23WithoutTheSecretNothingIsWritten() {
    HmacClient thief = new HmacClient(client.vendor(), client.keyId(), new byte[32]);
    send(client.sign(0, GET_PROFILE));
    String before = RedisProcess.command("DBSIZE");
    for (int i = 0; i < 1_000; i++) {
      assertRefused(thief.send(0, GET_PROFILE, customer), "signature_invalid");
    }
    HmacClient stranger = new HmacClient(client.vendor(), "invented-key", new byte[32]);
    for (int i = 0; i < 100; i++) {
      assertRefused(stranger.send(0, GET_PROFILE, customer), "signature_invalid");
    }
    assertThat(RedisProcess.command("DBSIZE")).isEqualTo(before);
  }

  /** They do not delay a caller whose key is new here. */
  @Test
  void threat23InventedKeysDelayNoOtherCaller() {
    for (int i = 0; i < 300; i++) {
      HmacClient stranger = new HmacClient(client.vendor(), HmacClient.nonce(), new byte[32]);
      assertRefused(stranger.send(0, GET_PROFILE, customer), "signature_invalid");
    }
    HmacClient other = HmacClient.create("profile:read");
    assertThat(other.send(0, GET_PROFILE, customer).status()).isEqualTo(200);
  }

  @Test
  void threat24TwinsOfASignedRequestAreRefused() throws IOException {
    Message signed = Message.json("/getprofile?a=1&b=%20x", "{}");
    String[] headers = client.sign(0, signed);
    for (String target :
        List.of(
            "/getprofile?a=1&b=+x",
            "/getprofile?b=%20x&a=1",
            "/getprofile?a=1&a=1&b=%20x",
            "/getprofile?A=1&b=%20x",
            "/getprofile?a=1&b=%20x&",
            "/getprofile",
            "/getprofile?",
            "/getprofile/?a=1&b=%20x",
            "/account/getprofile?a=1&b=%20x",
            "/getprofil%65?a=1&b=%20x",
            "/getprofile;a?a=1&b=%20x",
            "//getprofile?a=1&b=%20x",
            "/x/../getprofile?a=1&b=%20x")) {
      assertShut(target, Message.json(target, "{}"), headers);
    }
    assertShut("added body", Message.json(signed.target(), "{} "), headers);
    assertShut("no body", Message.json(signed.target(), ""), headers);
    for (String type : List.of("application/json;charset=utf-8", "Application/Json")) {
      assertShut(type, new Message("POST", signed.target(), type, signed.body()), headers);
    }
    assertShut("method", new Message("PUT", signed.target(), Http.JSON, signed.body()), headers);
    assertShut(
        "gzip",
        new Message("POST", signed.target(), Http.JSON, gzip("{}")),
        with(headers, "content-encoding", "gzip"));
    String[] ofAnotherAuthority =
        client.sign("localhost:1", signed, HmacClient.now(), HmacClient.nonce());
    assertRefused(client.send(0, signed, customer, ofAnotherAuthority), "signature_invalid");
    assertThat(client.send(0, signed, customer, headers).status()).isEqualTo(200);
  }

  /** The signature covers the bytes of the body, in whatever chunks they arrive. */
  @Test
  void threat24BodyInPiecesIsTheSameBody() {
    Message message = Message.json("/getprofile", "{}");
    var request =
        Http.request(Service.PROFILE, 0, message.target())
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .header("content-type", Http.JSON)
            .header("api-key", client.vendor().apiKey())
            .header("customer-auth", "JWT " + customer)
            .POST(
                BodyPublishers.fromPublisher(
                    BodyPublishers.concat(
                        BodyPublishers.ofString("{"), BodyPublishers.ofString("}"))));
    String[] headers = client.sign(0, message);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i].toUpperCase(Locale.ROOT), headers[i + 1]);
    }

    assertThat(Http.send(request).status()).isEqualTo(200);
  }

  private void assertShut(String what, Message message, String[] headers) {
    Http.Answer answer = client.send(0, message, customer, headers);
    assertThat(answer.status()).as(what + ": " + answer.body()).isBetween(400, 499);
    if (answer.status() == 401) {
      assertThat(answer.reason()).as(what).isEqualTo("signature_invalid");
    }
  }

  @Test
  void threat25SignaturesOfAnotherFormAreRefused() {
    List<UnaryOperator<String>> twists =
        List.of(
            good -> "v3=",
            good -> good.substring(0, 3 + 32),
            good -> good.substring(0, 3) + good.substring(3).toUpperCase(Locale.ROOT),
            good -> good.substring(3),
            good -> good + "00",
            good -> "v3=" + java.util.Base64.getEncoder().encodeToString(new byte[32]),
            good -> "v3=" + "0".repeat(64));
    for (UnaryOperator<String> twist : twists) {
      String[] headers = client.sign(0, GET_PROFILE);
      headers[7] = twist.apply(headers[7]);
      assertRefused(send(headers), "signature_invalid");
    }
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = name;
    more[headers.length + 1] = value;
    return more;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(octets)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return octets.toByteArray();
  }
}
