package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AccessTokens} with refresh tokens: rotation, lost responses and refusals. */
class AccessTokensRefreshTest extends AccessTokensFixture {
  @Test
  void usesEachRefreshTokenOnce() throws Exception {
    server.refreshing();
    AccessToken first = tokens.current();
    clock.advance(LIFE);
    AccessToken second = next(first);
    clock.advance(LIFE);
    next(second);

    assertThat(server.forms())
        .containsExactly(
            Map.of("grant_type", "client_credentials"),
            Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"),
            Map.of("grant_type", "refresh_token", "refresh_token", "refresh-2"));
  }

  @Test
  void repeatsARefreshIdenticallyIfItsResponseIsLost() throws Exception {
    server.refreshing();
    AccessToken first = tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.NONE, TestServer.CannedResponse.of(503, ""));

    assertThat(tokens.current()).isNotEqualTo(first);
    assertThat(server.forms().subList(1, 4))
        .containsOnly(Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"));
    assertThat(server.received()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 503})
  void presentsARefreshTokenOfUnknownStateForSevenSeconds(int status) throws Exception {
    TestServer.CannedResponse lost = TestServer.CannedResponse.of(status, "");
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(lost, lost, lost);
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);

    clock.advance(Duration.ofSeconds(7).minusMillis(1));
    server.next(lost, lost, lost);
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.forms().getLast()).containsEntry("refresh_token", "refresh-1");

    clock.advance(Duration.ofSeconds(2));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).containsEntry("grant_type", "client_credentials");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          429 |
          400 | {"error":"invalid_scope"}
          401 | {"error":"invalid_client"}
          404 | <html>
          """)
  void keepsTheRefreshTokenIfARefreshIsRefused(int status, @Nullable String body) throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(
        TestServer.CannedResponse.of(status, body == null ? "" : body).with("Retry-After", "20"));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(2);

    if (status == 429) {
      clock.advance(Duration.ofSeconds(19));
      assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
      assertThat(server.received()).hasSize(2);
    }
    clock.advance(Duration.ofSeconds(20));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast())
        .isEqualTo(Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"));
  }

  @Test
  void treatsTheRefreshTokenAsUnknownAfterALostResponseAndARefusal() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.NONE, TestServer.CannedResponse.of(429, ""));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);

    clock.advance(Duration.ofSeconds(7));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).containsEntry("grant_type", "client_credentials");
  }

  @Test
  void doesNotPresentAnEndedRefreshTokenAgain() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(
        TestServer.CannedResponse.NONE,
        TestServer.CannedResponse.of(400, "{\"error\":\"invalid_grant\"}"),
        TestServer.CannedResponse.of(429, ""));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    clock.advance(Duration.ofSeconds(1));
    tokens.current();
    assertThat(server.forms().stream().map(form -> form.get("grant_type")))
        .containsExactly(
            "client_credentials",
            "refresh_token",
            "refresh_token",
            "client_credentials",
            "client_credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_grant", "unauthorized_client", "unsupported_grant_type"})
  void usesTheClientSecretWhenTheRefreshTokenHasEnded(String error) throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.of(400, "{\"error\":\"%s\"}".formatted(error)));

    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().stream().map(form -> form.get("grant_type")))
        .containsExactly("client_credentials", "refresh_token", "client_credentials");
  }
}
