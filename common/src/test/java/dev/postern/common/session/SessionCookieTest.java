package dev.postern.common.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
  private static final Secret COOKIE = Secret.of("AbC-_9");

  @Test
  void findsTheCookieAmongOthersInOneLineOrSeveral() {
    List<String> lines = List.of("a=1; __Host-postern=x", "b=2;__Host-postern=y ; c");

    assertThat(SessionCookie.values(lines, SessionCookie.NAME)).containsExactly("x", "y");
    assertThat(SessionCookie.values(List.of("__Host-postern-device=z"), SessionCookie.NAME))
        .isEmpty();
    assertThat(SessionCookie.values(List.of("__Host-postern="), SessionCookie.NAME))
        .containsExactly("");
  }

  @Property
  void arbitraryLinesNeverThrow(@ForAll String line) {
    assertThatCode(() -> SessionCookie.values(List.of(line), SessionCookie.NAME))
        .doesNotThrowAnyException();
  }

  @Test
  void csrfTokenBelongsToOneCookieOnly() {
    String token = SessionCookie.csrfToken(COOKIE).reveal();

    assertThat(SessionCookie.isCsrfToken(Optional.of(token), COOKIE)).isTrue();
    assertThat(SessionCookie.isCsrfToken(Optional.of(token), Secret.of("AbC-_8"))).isFalse();
    assertThat(SessionCookie.isCsrfToken(Optional.of(token + "="), COOKIE)).isFalse();
    assertThat(SessionCookie.isCsrfToken(Optional.empty(), COOKIE)).isFalse();
    assertThat(token).isNotEqualTo(COOKIE.reveal()).hasSize(43);
  }

  @Test
  void cachesActiveSessionsForTheirTimeToLiveAndNoOthers() {
    AtomicInteger lookUps = new AtomicInteger();
    AtomicLong nanos = new AtomicLong();
    CustomerSession session =
        new CustomerSession("s", "c", "web", Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    SessionDirectory origin =
        cookie -> {
          lookUps.incrementAndGet();
          return Uni.createFrom()
              .item(cookie.equals(COOKIE) ? Optional.of(session) : Optional.empty());
        };
    SessionDirectory cached =
        new CachingSessionDirectory(origin, 10, Duration.ofSeconds(10), nanos::get);

    for (int i = 0; i < 3; i++) {
      assertThat(cached.find(COOKIE).await().indefinitely()).contains(session);
      assertThat(cached.find(Secret.of("other")).await().indefinitely()).isEmpty();
    }
    assertThat(lookUps).hasValue(1 + 3);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(cached.find(COOKIE).await().indefinitely()).contains(session);
    assertThat(lookUps).hasValue(5);
  }
}
