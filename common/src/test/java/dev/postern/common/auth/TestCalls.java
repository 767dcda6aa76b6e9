package dev.postern.common.auth;

import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls, and what is proven of them, as the tests of the pipeline need them. */
final class TestCalls {
  static final Call CALL = new Call("REST", "ProfileResource.get", "trace-1", client("192.0.2.1"));
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final Secret SENT = Secret.of("customer.token");
  static final String SCOPE = "profile:read";

  static final Requirements TOKEN_ONLY = ofClient(false, Optional.empty(), WhenStale.DENY);
  static final Requirements TOKEN_AND_KEY = ofClient(true, Optional.empty(), WhenStale.DENY);
  static final Requirements CUSTOMERS_OWN = new Requirements.OfCustomer(WhenStale.DENY);
  static final Requirements ALL_THREE =
      ofClient(true, Optional.of(onBehalf("profile:any")), WhenStale.DENY);

  private final Map<String, List<String>> headers = new HashMap<>();
  private Set<String> queryNames = Set.of();
  private Request.Body body = Request.Body.EMPTY;
  private Request.Target target = new Request.Target("POST", "api.example.com", "/a", "");

  static Requirements ofClient(
      boolean apiKey, Optional<Requirements.OnBehalf> onBehalf, WhenStale whenStale) {
    return new Requirements.OfClient(SCOPE, apiKey, onBehalf, SignaturePolicy.NONE, whenStale);
  }

  static Requirements.OnBehalf onBehalf(String scopeWithoutToken) {
    return new Requirements.OnBehalf(Optional.of(scopeWithoutToken));
  }

  static ClientAddress client(String literal) {
    return ClientAddress.parse(literal).orElseThrow();
  }

  static Proof proof(ProvenCredential... credentials) {
    return new Proof(List.of(credentials));
  }

  static ProvenAccessToken token(String clientId, String... scopes) {
    return new ProvenAccessToken(accessToken(clientId, scopes));
  }

  static ProvenApiKey key(String clientId) {
    return new ProvenApiKey(apiKey(clientId));
  }

  static ProvenCustomerToken customer(String customerId) {
    return new ProvenCustomerToken(customerToken(customerId), SENT);
  }

  /** With a bearer token, an API key and a customer token, none of which need be good. */
  static TestCalls complete() {
    return new TestCalls()
        .header("authorization", "Bearer access.token")
        .header("api-key", "the-key")
        .header("customer-auth", "JWT customer.token");
  }

  TestCalls header(String name, String... lines) {
    headers.put(name, List.of(lines));
    return this;
  }

  TestCalls query(String... names) {
    queryNames = Set.of(names);
    return this;
  }

  TestCalls method(String method) {
    target = new Request.Target(method, target.authority(), target.path(), target.query());
    return this;
  }

  TestCalls body(Request.Body sent) {
    body = sent;
    return this;
  }

  TestCalls customerAuth(String token) {
    return body(Request.Body.of(Optional.of(token), body.customerId()));
  }

  TestCalls customerId(String id) {
    return body(Request.Body.of(body.customerAuth(), Optional.of(id)));
  }

  Request request() {
    return new Request(
        CALL, target, name -> headers.getOrDefault(name, List.of()), queryNames, body);
  }

  static VerifiedJwt accessToken(String clientId, String... scopes) {
    return new VerifiedJwt(
        TokenKind.ACCESS,
        "key-1",
        clientId,
        clientId,
        "jti-1",
        NOW.minusSeconds(60),
        NOW.plusSeconds(60),
        Set.copyOf(Arrays.asList(scopes)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(RevocationKey.of(RevocationKind.TOKEN, "jti-1")));
  }

  static VerifiedJwt customerToken(String customerId) {
    return new VerifiedJwt(
        TokenKind.CUSTOMER,
        "key-1",
        customerId,
        "customer-service",
        "jti-2",
        NOW.minusSeconds(60),
        NOW.plusSeconds(60),
        Set.of(),
        Optional.of("web"),
        Optional.of("session-1"),
        Optional.empty(),
        List.of(RevocationKey.of(RevocationKind.TOKEN, "jti-2")));
  }

  static CustomerSession session(String customerId) {
    return new CustomerSession(
        "session-1", customerId, "web", NOW.minusSeconds(60), NOW.plusSeconds(60));
  }

  static ApiKey apiKey(String clientId) {
    return new ApiKey("key-id", clientId, Optional.empty());
  }
}
