package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.CALL;
import static dev.postern.common.auth.TestCalls.NOW;
import static dev.postern.common.auth.TestCalls.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.audit.DecisionLine;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKey.LiveSecret;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.Topic;
import dev.postern.common.secret.Secret;
import dev.postern.common.signature.Hmac;
import dev.postern.common.signature.NonceStore;
import dev.postern.common.signature.NonceStore.Answer;
import dev.postern.common.signature.SentRequest;
import dev.postern.common.signature.SignatureHeaders;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A signed request from its headers to the decision. */
class SignaturePipelineTest {
  private static final Secret SECRET = Secret.of("a secret of the tests");
  private static final Secret PREVIOUS = Secret.of("the one before");
  private static final String NONCE = "0123456789abcdef";
  private static final Instant CREATED = NOW.minusSeconds(1_000);

  private final Map<String, HmacKey> keys = new HashMap<>();
  private Optional<Set<String>> authorities = Optional.empty();
  private final List<NonceStore.Claim> claims = new ArrayList<>();
  private final List<DecisionLine> written = new ArrayList<>();
  private final RevocationState events = TestEvents.fresh();
  private final Map<String, List<String>> headers = new HashMap<>();
  private Uni<Answer> answer = Uni.createFrom().item(Answer.FRESH);
  private long timestamp = NOW.getEpochSecond();
  private SignaturePolicy policy = SignaturePolicy.ACCEPTED;

  SignaturePipelineTest() {
    keys.put("key-1", key("a", true, Optional.empty()));
  }

  private static HmacKey key(String clientId, boolean inPlaceOfToken, Optional<Instant> expires) {
    return new HmacKey(
        "key-1",
        clientId,
        Set.of(SCOPE),
        inPlaceOfToken,
        List.of(
            new LiveSecret(SECRET, CREATED, Optional.empty()),
            new LiveSecret(PREVIOUS, CREATED.minusSeconds(9), Optional.of(NOW.plusSeconds(1)))),
        expires);
  }

  private SentRequest sent() {
    return new SentRequest(
        "POST",
        "localhost",
        "/getprofile",
        name -> headers.getOrDefault(name, List.of()),
        new byte[0]);
  }

  private SignaturePipelineTest signed(Secret secret) {
    headers.put("x-key-id", List.of("key-1"));
    headers.put("x-timestamp", List.of("" + timestamp));
    headers.put("x-nonce", List.of(NONCE));
    headers.put("x-signature", List.of("v3=" + "0".repeat(64)));
    if (SignatureHeaders.read(sent()) instanceof SignatureHeaders.Reading.Found(var signature)) {
      String text = signature.signedText(sent()).orElseThrow();
      headers.put(
          "x-signature", List.of("v3=" + HexFormat.of().formatHex(Hmac.sign(text, secret))));
    }
    return this;
  }

  private SignaturePipelineTest header(String name, String value) {
    headers.put(name, List.of(value));
    return this;
  }

  private Decision decide() {
    Requirements required =
        new Requirements.OfClient(SCOPE, true, Optional.empty(), policy, WhenStale.DENY);
    Request request =
        new Request(
            CALL,
            new Request.Target("POST", "localhost", "/getprofile", ""),
            name -> headers.getOrDefault(name, List.of()),
            Set.of(),
            Request.Body.EMPTY,
            Optional.of(sent()));
    return pipeline().decide(request, required).await().indefinitely();
  }

  private Pipeline pipeline() {
    return new Pipeline(
        List.of(
            TestSchemes.accessToken(sent -> TestSchemes.proven(TestCalls.token("a", SCOPE))),
            new SignatureScheme(
                id -> Uni.createFrom().item(Optional.ofNullable(keys.get(id))),
                new SignatureWindow(Duration.ofSeconds(300), Duration.ofSeconds(300)),
                authorities,
                InstantSource.fixed(NOW)),
            TestSchemes.apiKey(sent -> TestSchemes.proven(TestCalls.key(sent.reveal())))),
        List.of(TestEvents.revocation(events), new CrossSiteCheck(Set.of()), new Authorization()),
        List.of(
            new NonceClaim(
                claim -> {
                  claims.add(claim);
                  return answer;
                })),
        (call, decision) -> written.add(DecisionLine.of(call, decision)));
  }

  private void assertRefused(AuthError error) {
    assertThat(decide())
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }

  private void assertRefusedWithoutUse(AuthError error) {
    assertRefused(error);
    assertThat(claims).isEmpty();
  }

  @Test
  void signatureStandsForTheClientAndUsesItsNonce() {
    signed(SECRET).header("api-key", "a");

    assertThat(decide())
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed ->
                assertThat(allowed.principal()).isEqualTo(new ClientPrincipal("a", Set.of(SCOPE))));
    assertThat(claims).containsExactly(new NonceStore.Claim("key-1", NONCE, timestamp, CREATED));
    assertThat(written)
        .containsExactly(
            new DecisionLine(
                CALL,
                DecisionLine.Outcome.ALLOWED,
                "allowed",
                "hmac-key key-1",
                Optional.of("a"),
                Optional.empty()));
  }

  @Test
  void secretBeforeVerifiesUntilItsEndWithItsOwnAge() {
    signed(PREVIOUS).header("api-key", "a");
    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
    assertThat(claims.getFirst().secretCreatedAt()).isEqualTo(CREATED.minusSeconds(9));

    claims.clear();
    keys.put(
        "key-1",
        new HmacKey(
            "key-1",
            "a",
            Set.of(SCOPE),
            true,
            List.of(new LiveSecret(PREVIOUS, CREATED, Optional.of(NOW))),
            Optional.empty()));
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
  }

  @ParameterizedTest
  @CsvSource({"REPLAYED,NONCE_REPLAYED", "FORGOTTEN,NONCES_FORGOTTEN"})
  void answerOfTheNonceStoreIsTheDecision(Answer said, AuthError error) {
    answer = Uni.createFrom().item(said);
    signed(SECRET).header("api-key", "a");

    assertRefused(error);
  }

  @Test
  void storeWhoseClockIsAnotherLeavesItUndecided() {
    answer = Uni.createFrom().item(Answer.OUT_OF_WINDOW);
    signed(SECRET).header("api-key", "a");

    assertThat(decide()).isInstanceOf(Decision.Undecided.class);
  }

  @Test
  void storeThatIsAwayLeavesItUndecided() {
    answer = Uni.createFrom().failure(new IllegalStateException("away"));
    signed(SECRET).header("api-key", "a");

    assertThat(decide()).isInstanceOf(Decision.Undecided.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 300})
  void threat22BothEndsOfTheWindowAreInside(long offset) {
    timestamp += offset;
    signed(SECRET).header("api-key", "a");

    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301})
  void threat22OneSecondMoreIsOutside(long offset) {
    timestamp += offset;
    signed(SECRET).header("api-key", "a");

    assertRefusedWithoutUse(AuthError.TIMESTAMP_OUT_OF_WINDOW);
    assertThat(((Decision.Refused) decide()).advice()).isEqualTo(Advice.serverTime(NOW));
    keys.clear();
    assertRefusedWithoutUse(AuthError.TIMESTAMP_OUT_OF_WINDOW);
  }

  @Test
  void threat23NothingIsWrittenWithoutTheSecret() {
    signed(Secret.of("another")).header("api-key", "a");
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    keys.clear();
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    keys.put("key-1", key("a", true, Optional.of(NOW)));
    signed(SECRET);
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
  }

  @Test
  void noNonceIsWrittenForAnUnauthorizedClient() {
    signed(SECRET).header("api-key", "b");
    assertRefusedWithoutUse(AuthError.API_KEY_OF_ANOTHER_CLIENT);
    header("api-key", "a");
    keys.put("key-1", key("a", false, Optional.empty()));
    assertRefusedWithoutUse(AuthError.SIGNING_NOT_ALLOWED);
    headers.remove("api-key");
    assertRefusedWithoutUse(AuthError.API_KEY_MISSING);
  }

  @Test
  void revokedKeysAndClientsSignNoMore() {
    signed(SECRET).header("api-key", "a");
    TestEvents.change(events, Topic.HMAC_KEYS);
    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
    claims.clear();
    TestEvents.revoke(events, RevocationKind.CLIENT, "a");
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    keys.put("key-1", key("b", true, Optional.empty()));
    header("api-key", "b");
    TestEvents.revoke(events, RevocationKind.HMAC_KEY, "key-1");
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
  }

  /** Its tokens up to now are revoked by that, and nothing that is looked up. */
  @Test
  void keysOutliveTheTokensOfTheirClient() {
    signed(SECRET).header("api-key", "a");
    TestEvents.revoke(events, RevocationKind.CLIENT, "a", NOW);
    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void threat24RequestSignedForAnotherHostIsRefused() {
    signed(SECRET).header("api-key", "a");
    authorities = Optional.of(Set.of("elsewhere.example.com"));
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    authorities = Optional.of(Set.of(sent().authority() + ":8443"));
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    authorities = Optional.of(Set.of("elsewhere.example.com", sent().authority()));
    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
    authorities = Optional.of(Set.of(sent().authority().toUpperCase(Locale.ROOT) + ":443"));
    assertThat(decide()).as("the scheme's own port").isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void syntaxIsRefusedFirst() {
    signed(SECRET).header("api-key", "a").header("x-nonce", "short");
    assertRefusedWithoutUse(AuthError.SIGNATURE_MALFORMED);
    signed(SECRET).header("x-signature", "v3=short");
    assertRefusedWithoutUse(AuthError.SIGNATURE_INVALID);
    signed(SECRET);
    headers.put("x-nonce", List.of(NONCE, NONCE));
    assertRefusedWithoutUse(AuthError.SIGNATURE_REPEATED);
  }

  @Test
  void tokenAndSignatureAreOneTooManyWhereEitherDoes() {
    signed(SECRET).header("api-key", "a").header("authorization", "Bearer a.b.c");

    assertRefusedWithoutUse(AuthError.SIGNATURE_AND_TOKEN);
  }

  @Test
  void requiredMeansBothByOneClient() {
    policy = SignaturePolicy.REQUIRED;
    signed(SECRET).header("api-key", "a");
    assertRefusedWithoutUse(AuthError.BEARER_MISSING);

    header("authorization", "Bearer a.b.c");
    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
    claims.clear();

    keys.put("key-1", key("b", true, Optional.empty()));
    assertRefusedWithoutUse(AuthError.SIGNATURE_OF_ANOTHER_CLIENT);
    headers.keySet().removeIf(name -> name.startsWith("x-"));
    assertRefusedWithoutUse(AuthError.SIGNATURE_MISSING);
  }

  @Test
  void whereNoneIsTakenASignatureSaysNothing() {
    policy = SignaturePolicy.NONE;
    signed(SECRET).header("api-key", "a");
    assertRefusedWithoutUse(AuthError.BEARER_MISSING);
    header("authorization", "Bearer a.b.c").header("x-nonce", "short");

    assertThat(decide()).isInstanceOf(Decision.Allowed.class);
    assertThat(claims).isEmpty();
  }

  @Test
  void windowIsMadeNarrowerAndNeverWider() {
    assertThatThrownBy(() -> window(301, 300)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window(300, 301)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(window(5, 0).holds(NOW.getEpochSecond() - 5, NOW)).isTrue();
    assertThat(window(5, 0).holds(NOW.getEpochSecond() + 1, NOW)).isFalse();
  }

  private static SignatureWindow window(int behind, int ahead) {
    return new SignatureWindow(Duration.ofSeconds(behind), Duration.ofSeconds(ahead));
  }
}
