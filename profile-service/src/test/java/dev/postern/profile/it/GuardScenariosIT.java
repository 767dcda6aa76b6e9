package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision about /getprofile, asked over REST and over gRPC: the same answer both times. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardScenariosIT {
  /**
   * @param headers pairs of name and value
   * @param reason {@code allowed}, or the refusal's
   */
  record Scenario(
      String title,
      List<String> headers,
      String customerId,
      int httpStatus,
      Status.Code grpcStatus,
      String reason) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static final Vendor VENDOR = Vendor.seeded();
  private static final Vendor OTHER = Vendor.create("profile:read");
  private static final Vendor ADMIN_ONLY = Vendor.create("admin:clients:read");
  private static final Vendor ANY = Vendor.create("profile:read", "profile:read:any");
  private static final String SYSTEM = VENDOR.systemToken();
  private static final ProfileOwner CUSTOMER = ProfileOwner.create();
  private static final String CUSTOMER_TOKEN = CUSTOMER.token();
  private static final String ANOTHER = ProfileOwner.create().customerId();
  private static final List<String> BEARER = List.of("authorization", "Bearer " + SYSTEM);
  private static final List<String> KEY = List.of("api-key", VENDOR.apiKey());
  private static final List<String> JWT = List.of("customer-auth", "JWT " + CUSTOMER_TOKEN);
  private ManagedChannel channel;

  @BeforeAll
  void open() {
    channel = Grpc.channel(Service.PROFILE);
  }

  @AfterAll
  void close() {
    channel.shutdownNow();
  }

  static Stream<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    all.add(allowed("all three credentials", headers(BEARER, KEY, JWT), ""));
    all.add(
        allowed("the token's own customer_id", headers(BEARER, KEY, JWT), CUSTOMER.customerId()));
    all.add(
        allowed(
            "threat34 bearer in any case",
            headers(List.of("authorization", "bEaReR " + SYSTEM), KEY, JWT),
            ""));
    all.add(
        allowed(
            "customer_id alone with profile:read:any",
            headers(bearer(ANY.systemToken()), key(ANY.apiKey())),
            CUSTOMER.customerId()));
    all.add(unauthenticated("nothing at all", headers(), "bearer_missing"));
    all.add(unauthenticated("no bearer", headers(KEY, JWT), "bearer_missing"));
    all.add(unauthenticated("no API key", headers(BEARER, JWT), "api_key_missing"));
    all.add(unauthenticated("no customer", headers(BEARER, KEY), "customer_token_missing"));
    all.add(
        unauthenticated(
            "another scheme is no bearer",
            headers(List.of("authorization", "Basic YTpi"), KEY, JWT),
            "bearer_missing"));
    all.add(unauthenticated("not a token", headers(bearer("abc"), KEY, JWT), "bearer_invalid"));
    all.add(
        unauthenticated(
            "threat6 customer token as bearer",
            headers(bearer(CUSTOMER_TOKEN), KEY, JWT),
            "bearer_invalid"));
    all.add(
        unauthenticated(
            "threat6 API key as bearer",
            headers(bearer(VENDOR.apiKey()), KEY, JWT),
            "bearer_invalid"));
    all.add(
        unauthenticated(
            "threat6 access token as customer token",
            headers(BEARER, KEY, List.of("customer-auth", "JWT " + SYSTEM)),
            "customer_token_invalid"));
    all.add(
        unauthenticated(
            "threat6 client secret as API key",
            headers(BEARER, key(VENDOR.secret()), JWT),
            "api_key_invalid"));
    all.add(
        unauthenticated(
            "threat9 padded token", headers(bearer(SYSTEM + "="), KEY, JWT), "bearer_invalid"));
    all.add(
        unauthenticated(
            "threat1 no signature",
            headers(bearer(SYSTEM.substring(0, SYSTEM.lastIndexOf('.') + 1)), KEY, JWT),
            "bearer_invalid"));
    all.add(
        unauthenticated(
            "API key with a wrong checksum",
            headers(BEARER, key(VENDOR.apiKey().substring(0, 60) + "000000000"), JWT),
            "api_key_invalid"));
    all.add(
        unauthenticated(
            "well-formed API key that nobody has",
            headers(BEARER, key(strangersKey()), JWT),
            "api_key_invalid"));
    all.add(
        refused(
            "threat26 key of client A with token of client B",
            headers(bearer(OTHER.systemToken()), KEY, JWT),
            "",
            403,
            Status.Code.PERMISSION_DENIED,
            "api_key_of_another_client"));
    all.add(
        refused(
            "token without the scope",
            headers(bearer(ADMIN_ONLY.systemToken()), key(ADMIN_ONLY.apiKey()), JWT),
            "",
            403,
            Status.Code.PERMISSION_DENIED,
            "scope_insufficient"));
    all.add(
        refused(
            "another customer's customer_id",
            headers(BEARER, KEY, JWT),
            ANOTHER,
            403,
            Status.Code.PERMISSION_DENIED,
            "customer_mismatch"));
    all.add(
        refused(
            "customer_id alone without profile:read:any",
            headers(BEARER, KEY),
            CUSTOMER.customerId(),
            403,
            Status.Code.PERMISSION_DENIED,
            "scope_insufficient"));
    all.add(
        refused(
            "nobody's customer_id with profile:read:any",
            headers(bearer(ANY.systemToken()), key(ANY.apiKey())),
            "nobody",
            404,
            Status.Code.NOT_FOUND,
            "not_found"));
    all.add(
        malformed(
            "threat34 two Authorization headers",
            headers(BEARER, BEARER, KEY, JWT),
            "authorization_repeated"));
    all.add(malformed("threat26 two API keys", headers(BEARER, KEY, KEY, JWT), "api_key_repeated"));
    all.add(
        malformed(
            "two customer tokens", headers(BEARER, KEY, JWT, JWT), "customer_token_repeated"));
    all.add(
        malformed(
            "bearer with a space in it",
            headers(List.of("authorization", "Bearer a b"), KEY, JWT),
            "authorization_malformed"));
    all.add(
        malformed(
            "customer-auth without its scheme",
            headers(BEARER, KEY, List.of("customer-auth", CUSTOMER_TOKEN)),
            "customer_token_malformed"));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void restDecides(Scenario scenario) {
    var request = Http.request(Service.PROFILE, "/getprofile").header("Content-Type", Http.JSON);
    for (int i = 0; i < scenario.headers().size(); i += 2) {
      request.header(scenario.headers().get(i), scenario.headers().get(i + 1));
    }
    String body =
        scenario.customerId().isEmpty()
            ? ""
            : "{\"customer_id\":\"" + scenario.customerId() + "\"}";

    Http.Answer answer = Http.send(request.POST(BodyPublishers.ofString(body)));

    assertThat(answer.status()).as(answer.body()).isEqualTo(scenario.httpStatus());
    if (answer.status() == 200) {
      assertThat(answer.json().get("customer_id").asText()).isEqualTo(CUSTOMER.customerId());
      return;
    }
    assertThat(answer.reason()).isEqualTo(scenario.reason());
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(Json.fieldNames(answer.json()))
        .containsExactlyInAnyOrder("type", "title", "status", "detail", "reason", "trace_id");
    if (answer.status() == 401) {
      boolean missing = scenario.reason().endsWith("_missing");
      assertThat(answer.header("www-authenticate")).startsWith("Bearer realm=\"postern\"");
      assertThat(answer.header("www-authenticate").contains("error=\"invalid_token\""))
          .isEqualTo(!missing);
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void grpcDecidesTheSame(Scenario scenario) {
    GetProfileRequest request =
        GetProfileRequest.newBuilder().setCustomerId(scenario.customerId()).build();
    Status.Code status = Status.Code.OK;
    String reason = "allowed";
    try {
      assertThat(
              Grpc.getProfile(channel, request, scenario.headers().toArray(String[]::new))
                  .getCustomerId())
          .isEqualTo(CUSTOMER.customerId());
    } catch (StatusRuntimeException refusal) {
      status = refusal.getStatus().getCode();
      assertThat(Grpc.errorInfo(refusal).getDomain()).isEqualTo("postern");
      reason = Grpc.errorInfo(refusal).getReason();
      assertThat(String.valueOf(refusal.getTrailers())).doesNotContain(SYSTEM, VENDOR.apiKey());
    }
    assertThat(status).isEqualTo(scenario.grpcStatus());
    assertThat(reason).isEqualTo(scenario.reason());
  }

  private static String strangersKey() {
    return OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.TEST).text().reveal();
  }

  private static List<String> bearer(String token) {
    return List.of("authorization", "Bearer " + token);
  }

  private static List<String> key(String key) {
    return List.of("api-key", key);
  }

  @SafeVarargs
  private static List<String> headers(List<String>... pairs) {
    return Stream.of(pairs).flatMap(List::stream).toList();
  }

  private static Scenario allowed(String title, List<String> headers, String customerId) {
    return new Scenario(title, headers, customerId, 200, Status.Code.OK, "allowed");
  }

  private static Scenario unauthenticated(String title, List<String> headers, String reason) {
    return new Scenario(title, headers, "", 401, Status.Code.UNAUTHENTICATED, reason);
  }

  private static Scenario malformed(String title, List<String> headers, String reason) {
    return new Scenario(title, headers, "", 400, Status.Code.INVALID_ARGUMENT, reason);
  }

  private static Scenario refused(
      String title,
      List<String> headers,
      String customerId,
      int http,
      Status.Code grpc,
      String reason) {
    return new Scenario(title, headers, customerId, http, grpc, reason);
  }
}
