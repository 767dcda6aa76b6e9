package dev.postern.stack.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Browser;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.RedisProcess;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Threat 40: each kind of secret is made, used well and badly, and then looked for. */
class SecretsIT {
  private static final String WRONG_PASSWORD = "canary-of-a-wrong-password";
  private static final Message GET_PROFILE = Message.getProfile();

  /** The secrets to look for, by kind. */
  private final Map<String, String> canaries = new LinkedHashMap<>();

  private final List<String> errors = new ArrayList<>();

  private void remember(String kind, String secret) {
    assertThat(secret).as(kind).hasSizeGreaterThan(15);
    canaries.put(kind, secret);
  }

  /** The part of an opaque token that nobody may see; the id before it is shown in lists. */
  private static String secretPart(String token) {
    return token.substring(token.lastIndexOf('_') + 1);
  }

  private static String signatureOf(String jwt) {
    return jwt.substring(jwt.lastIndexOf('.') + 1);
  }

  private void refused(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    errors.add(answer.body() + answer.response().headers().map());
  }

  private void useClient() {
    Vendor vendor = Vendor.refreshing("profile:read");
    remember("client secret", secretPart(vendor.secret()));
    remember("API key", secretPart(vendor.apiKey()));
    Http.Answer first = OAuth.token(0, vendor);
    Http.Answer second = OAuth.refresh(0, vendor, OAuth.refreshToken(first));
    remember("used refresh token", secretPart(OAuth.refreshToken(first)));
    remember("refresh token", secretPart(OAuth.refreshToken(second)));
    remember("access token", signatureOf(OAuth.access(second)));
    refused(OAuth.refresh(0, Vendor.refreshing("profile:read"), OAuth.refreshToken(second)));
    refused(OAuth.token(0, new Vendor(vendor.secret(), vendor.id(), "")));
    refused(Http.post(Service.PROFILE, "/getprofile?api_key=" + vendor.apiKey(), Http.JSON, ""));
  }

  private void useCustomer() {
    Person person = Person.create();
    remember("password", person.password());
    remember("wrong password", WRONG_PASSWORD);
    refused(person.login(0, WRONG_PASSWORD));
    Http.Answer login = person.login();
    remember("customer token", signatureOf(login.json().get("JWT").asText()));
    remember("device cookie", login.header("set-cookie").split("[=;]", -1)[1]);
    Browser browser = Browser.login(0, person);
    remember("session cookie", browser.cookie());
    remember("CSRF token", browser.csrfToken());
    refused(browser.from("https://evil.example").post(0, "/session/token", "{}"));
    refused(Browser.of(browser.cookie() + "x").get(0, "/session"));
    String fresh = "canary-of-a-new-password";
    remember("new password", fresh);
    Http.Answer changed =
        browser.post(
            0, "/password", Operator.json(Map.of("current", person.password(), "new", fresh)));
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
  }

  private void useSigner() {
    HmacClient signer = HmacClient.create("profile:read");
    remember("HMAC secret", base64Url(signer.secret()));
    String customer = Person.create().token();
    String[] headers = signer.sign(0, GET_PROFILE);
    remember("signature", headers[7].substring("v3=".length()));
    assertThat(signer.send(0, GET_PROFILE, customer, headers).status()).isEqualTo(200);
    refused(signer.send(0, GET_PROFILE, customer, headers));
  }

  private static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** The secret itself and the encodings in which it may appear. */
  private static List<String> writings(String secret) {
    byte[] text = secret.getBytes(StandardCharsets.UTF_8);
    List<String> writings =
        new ArrayList<>(
            List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(text),
                Base64.getEncoder().withoutPadding().encodeToString(text),
                base64Url(text)));
    try {
      byte[] octets = Base64.getUrlDecoder().decode(secret);
      writings.add(new String(octets, StandardCharsets.ISO_8859_1));
      writings.add(HexFormat.of().formatHex(octets));
      writings.add(Base64.getEncoder().withoutPadding().encodeToString(octets));
    } catch (IllegalArgumentException notBase64) {
      // then it encodes no other bytes
    }
    return writings;
  }

  private static Map<String, String> places() throws IOException, SQLException {
    Map<String, String> places = new LinkedHashMap<>();
    try (Stream<Path> logs = Files.list(TestStack.LAYOUT.log("any").getParent())) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        places.put("log " + log.getFileName(), Files.readString(log, StandardCharsets.ISO_8859_1));
      }
    }
    for (Service service : Service.values()) {
      HttpRequest.Builder metrics =
          HttpRequest.newBuilder(URI.create(TestStack.admin(service) + "/q/metrics"));
      places.put("metrics of " + service, Http.send(metrics).body());
      for (String table : Sql.tables(service)) {
        places.put(service + "'s " + table, String.join("\n", Sql.dump(service, table)));
      }
    }
    places.put("Redis", redisDump());
    return places;
  }

  private static String redisDump() throws IOException {
    Path folder = TestStack.LAYOUT.data();
    RedisProcess.set("dir", folder.toString());
    RedisProcess.set("rdbcompression", "no");
    assertThat(RedisProcess.command("SAVE")).isEqualTo("+OK");
    Path dump = folder.resolve("dump.rdb");
    try {
      return Files.readString(dump, StandardCharsets.ISO_8859_1);
    } finally {
      Files.delete(dump);
    }
  }

  @Test
  void threat40NoSecretIsWrittenDownAnywhere() throws Exception {
    useClient();
    useCustomer();
    useSigner();

    Map<String, String> places = places();
    places.put("answers that refuse", String.join("\n", errors));

    assertThat(places.get("Redis")).as("the dump can be read").contains("postern:nonce:");
    canaries.forEach(
        (kind, secret) ->
            places.forEach(
                (place, text) ->
                    assertThat(writings(secret).stream().noneMatch(text::contains))
                        .as(kind + " in " + place)
                        .isTrue()));
  }
}
