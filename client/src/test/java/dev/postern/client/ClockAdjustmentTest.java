package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of tokens when this machine's clock is set back or ahead. */
class ClockAdjustmentTest extends AccessTokensFixture {
  private static final TestServer.CannedResponse LOST = TestServer.CannedResponse.of(503, "");
  private static final Map<String, String> BY_SECRET = Map.of("grant_type", "client_credentials");
  private static final Map<String, String> BY_REFRESHING =
      Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1");

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void tokenLifetimeDoesNotDependOnTheClock(int hours) throws Exception {
    AccessToken first = tokens.current();
    clock.set(Duration.ofHours(hours));
    clock.advance(LIFE.multipliedBy(4).dividedBy(5).minusMillis(1));
    assertThat(tokens.current()).isSameAs(first);
    assertThat(server.received()).hasSize(1);

    clock.advance(LIFE.dividedBy(5).plusMillis(1));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void replacesARefusedTokenAfterItsFirstSecond(int hours) throws Exception {
    AccessToken first = tokens.current();
    clock.set(Duration.ofHours(hours));
    clock.advance(Duration.ofMillis(999));
    assertThat(tokens.discard(first)).isFalse();

    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.discard(first)).isTrue();
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void backsOffForASecondAfterAFailure(int hours) throws Exception {
    server.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    clock.set(Duration.ofHours(hours));
    clock.advance(Duration.ofMillis(999));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(1);

    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-1");
  }

  private void loseARefresh() throws InterruptedException {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(LOST, LOST, LOST);
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.forms().getLast()).isEqualTo(BY_REFRESHING);
  }

  @Test
  void doesNotRepeatALostRefreshAfterSevenSecondsIfTheClockWasSetBack() throws Exception {
    loseARefresh();
    clock.set(Duration.ofHours(-2));
    clock.advance(Duration.ofSeconds(7));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).isEqualTo(BY_SECRET);
  }

  @Test
  void repeatsALostRefreshWithinSevenSecondsIfTheClockWasSetBack() throws Exception {
    loseARefresh();
    clock.set(Duration.ofHours(-2));
    clock.advance(Duration.ofSeconds(7).minusMillis(1));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).isEqualTo(BY_REFRESHING);
  }

  /** The clock was set ahead or the machine slept: nanoTime may not include the sleep. */
  @Test
  void doesNotRepeatALostRefreshIfTheClockIsAhead() throws Exception {
    loseARefresh();
    clock.set(Duration.ofSeconds(6));
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).isEqualTo(BY_SECRET);
  }

  @Test
  void doesNotRepeatARefreshIfTheMachineSlept() throws Exception {
    server.refreshing();
    Clocks sleepsAtEachRequest =
        new Clocks(
            () -> Instant.EPOCH.plus(Duration.ofHours(server.received().size())),
            clock.clocks().nanoTime());
    AccessTokens sleepy = server.tokens(sleepsAtEachRequest, Duration.ofSeconds(2));
    sleepy.current();
    clock.advance(LIFE);
    server.next(LOST);
    assertThatThrownBy(sleepy::current).isInstanceOf(PosternException.class);
    assertThat(server.forms()).containsExactly(BY_SECRET, BY_REFRESHING);

    clock.advance(Duration.ofSeconds(1));
    sleepy.current();
    assertThat(server.forms()).containsExactly(BY_SECRET, BY_REFRESHING, BY_SECRET);
  }

  @Test
  void presentsAnUnusedRefreshTokenAtAnyTime() throws Exception {
    server.refreshing();
    tokens.current();
    clock.set(Duration.ofHours(2));
    clock.advance(LIFE);
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).isEqualTo(BY_REFRESHING);
  }
}
