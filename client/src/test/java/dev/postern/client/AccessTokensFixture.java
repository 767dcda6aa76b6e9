package dev.postern.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What each test of {@link AccessTokens} begins with: a token endpoint and a clock. */
abstract class AccessTokensFixture {
  static final Duration LIFE = Duration.ofSeconds(1000);

  final AdjustableClock clock = AdjustableClock.at(1_700_000_000);
  final TokenServer server = new TokenServer();
  final AccessTokens tokens = server.tokens(clock);

  @AfterEach
  void close() {
    server.close();
  }

  /** Waits for the next token, which a background request may still be fetching. */
  AccessToken next(AccessToken before) throws InterruptedException {
    AccessToken token = tokens.current();
    for (int i = 0; token.equals(before) && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
      token = tokens.current();
    }
    return token;
  }
}
