package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import dev.postern.testkit.RedisProcess;
import dev.postern.testkit.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Threats 20 and 22 to 25 against the running services. */
class SignatureAttackIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private static final Set<String> SYNTAX = Set.of("signature_malformed", "signature_repeated");
  private static final int ROUNDS = 1_000;
  private static final int THREADS = 50;
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = Person.create().token();

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

  /**
   * Signed for each replica, with one nonce: never is more than one of all let in, and always one
   * unless somebody was not answered in time.
   */
  @Test
  void threat20OneNonceFiftyTimesOverThreeReplicasIsLetInOnce() throws Exception {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(client.send(replica, GET_PROFILE, customer).status()).isEqualTo(200);
    }
    int late = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Http.Answer> answers = fiftyAtOnce(threads);
        long letIn = answers.stream().filter(answer -> answer.status() == 200).count();
        long replayed =
            answers.stream().filter(answer -> answer.body().contains("nonce_replayed")).count();
        long unanswered = answers.stream().filter(answer -> answer.status() == 503).count();
        assertThat(letIn + replayed + unanswered).as("round " + round).isEqualTo(THREADS);
        assertThat(letIn).as("round " + round).isBetween(unanswered == 0 ? 1L : 0L, 1L);
        late += unanswered == 0 ? 0 : 1;
      }
    }
    assertThat(late).as("rounds in which somebody got 503").isLessThan(ROUNDS / 20);
  }

  private List<Http.Answer> fiftyAtOnce(ExecutorService threads) throws Exception {
    String nonce = HmacClient.nonce();
    String timestamp = HmacClient.now();
    List<Callable<Http.Answer>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int replica = i % TestStack.REPLICAS;
      String[] headers = client.sign(HmacClient.authority(replica), GET_PROFILE, timestamp, nonce);
      calls.add(() -> client.send(replica, GET_PROFILE, customer, headers));
    }
    List<Http.Answer> answers = new ArrayList<>();
    for (Future<Http.Answer> answer : threads.invokeAll(calls)) {
      answers.add(answer.get());
    }
    return answers;
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

  /** Neither under a key that is there nor under invented ones. */
  @Test
  void threat23WithoutTheSecretNothingIsWritten() {
    HmacClient thief = new HmacClient(client.vendor(), client.keyId(), new byte[32]);
    send(client.sign(0, GET_PROFILE));
    String before = RedisProcess.command("DBSIZE");
    for (int i = 0; i < 1_000; i++) {
      assertRefused(thief.send(i % TestStack.REPLICAS, GET_PROFILE, customer), "signature_invalid");
    }
    HmacClient stranger = new HmacClient(client.vendor(), "invented-key", new byte[32]);
    for (int i = 0; i < 100; i++) {
      assertRefused(stranger.send(0, GET_PROFILE, customer), "signature_invalid");
    }
    assertThat(RedisProcess.command("DBSIZE")).isEqualTo(before);
  }

  /** Nobody is shut out by them, were they never seen here before. */
  @Test
  void threat23InventedKeysDelayNobody() {
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
    assertRefused(client.send(1, signed, customer, headers), "signature_invalid");
    assertThat(client.send(0, signed, customer, headers).status()).isEqualTo(200);
  }

  /** In whatever pieces: it is the octets of the body that were signed. */
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
