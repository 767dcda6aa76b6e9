package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AccessTokens}: fetching, renewing and replacing tokens, and the rules for endpoints. */
class AccessTokensTest extends AccessTokensFixture {
  @Test
  void requestsTokenWithClientCredentialsAndBasicAuthentication() throws Exception {
    AccessToken token = tokens.current();

    assertThat(token.authorization()).isEqualTo("Bearer token-1");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plus(LIFE));
    assertThat(server.forms()).containsExactly(Map.of("grant_type", "client_credentials"));
    String basic = server.received().getFirst().header("Authorization").replace("Basic ", "");
    assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8))
        .isEqualTo("client%3A1:canary+%25%2B%C3%A4");
  }

  @Test
  void requestsTheConfiguredScopes() throws Exception {
    AccessTokens.of(server.client("profile:read"), HttpClient.newHttpClient(), clock).current();
    assertThat(server.forms().getFirst()).containsEntry("scope", "profile:read");
  }

  @Test
  void threadsShareOneRequest() throws Exception {
    Set<String> seen = new HashSet<>();
    for (Future<AccessToken> token : Simultaneously.run(tokens::current)) {
      seen.add(token.get().value().reveal());
    }
    assertThat(seen).containsExactly("token-1");
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void renewsInTheBackgroundWhenAFifthOfTheLifetimeIsLeft() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(LIFE.multipliedBy(4).dividedBy(5).minusSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    assertThat(server.received()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    assertThat(next(first).value().reveal()).isEqualTo("token-2");
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void keepsTheValidTokenIfARenewalFails() throws Exception {
    AccessToken first = tokens.current();
    server.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    clock.advance(LIFE.minusSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    for (int i = 0; server.received().size() < 2 && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(tokens.current()).isSameAs(first);
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void doesNotRetryForADisabledClient() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void replacesARefusedTokenOnceForAllThreads() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(Duration.ofSeconds(1));
    Set<String> seen = new HashSet<>();
    for (Future<AccessToken> token :
        Simultaneously.run(
            () -> {
              assertThat(tokens.discard(first)).isTrue();
              return tokens.current();
            })) {
      seen.add(token.get().value().reveal());
    }
    assertThat(seen).containsExactly("token-2");
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void keepsATokenThatIsRefusedImmediately() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(Duration.ofMillis(999));
    assertThat(tokens.discard(first)).isFalse();
    assertThat(tokens.current()).isSameAs(first);
  }

  @Test
  void rejectsPlainHttpToAnotherHost() {
    assertThatThrownBy(
            () ->
                new ClientCredentials(
                    URI.create("http://auth.example.com/oauth/token"),
                    "c",
                    Secret.of("canary"),
                    Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://localhost/oauth/token",
        "ws://127.0.0.1/",
        "//localhost/oauth/token",
        "/oauth/token",
        "https:///oauth/token",
        "https:oauth",
        "http://localhost.example.com/",
        "file:///oauth/token"
      })
  void rejectsInvalidTokenEndpointUrl(String address) {
    assertThatThrownBy(
            () -> new ClientCredentials(URI.create(address), "c", Secret.of("canary"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a/", "HTTPS://a/", "http://localhost:1/", "http://[::1]/"})
  void acceptsTlsOrLoopback(String address) {
    assertThat(new ClientCredentials(URI.create(address), "c", Secret.of("canary"), Set.of()))
        .isNotNull();
  }

  @Test
  void rejectsEmptyClientIdOrSecret() {
    assertThatThrownBy(
            () -> new ClientCredentials(URI.create("https://a/"), "", Secret.of("x"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsHttpClientThatFollowsRedirects() {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    assertThatThrownBy(() -> AccessTokens.of(server.client(), following, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redirects");
  }

  @Test
  void toStringAndMessagesOmitSecrets() throws Exception {
    AccessToken token = tokens.current();
    assertThat("" + token + tokens + server.client() + new RequestCredentials(null, tokens))
        .doesNotContain("canary", "token-1");
    assertThat("" + new TokenOutcome.Issued(token, java.util.Optional.of(Secret.of("refresh-1"))))
        .doesNotContain("refresh-1", "token-1");
  }
}
