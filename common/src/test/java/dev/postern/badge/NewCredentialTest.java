package dev.postern.badge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Authorization;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.Request;
import dev.postern.common.auth.Requirements;
import dev.postern.common.auth.RevocationCheck;
import dev.postern.common.auth.SignaturePolicy;
import dev.postern.common.auth.WhenStale;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A new kind of credential in an existing role touches three files: its record, its scheme, and one
 * line in the composition, here {@link #pipeline}. It is then refused, revoked, authorized and
 * logged like all others.
 */
class NewCredentialTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
  private static final Requirements NEEDED =
      new Requirements.OfClient(
          "profile:read", false, Optional.empty(), SignaturePolicy.NONE, WhenStale.DENY);

  private final RevocationState state = new RevocationState(CLOCK, () -> 0);
  private final Pipeline pipeline =
      new Pipeline(
          List.of(new BadgeScheme()),
          List.of(
              new RevocationCheck(state, Duration.ofSeconds(30), CLOCK, policy -> {}),
              new CrossSiteCheck(Set.of()),
              new Authorization()),
          List.of(),
          (call, decision) -> {});

  NewCredentialTest() {
    state.loaded(0);
    state.heartbeat(0);
  }

  @Test
  void genuineBadgeAuthenticatesItsClient() {
    assertThat(decide("genuine-1"))
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> {
              assertThat(allowed.principal())
                  .isEqualTo(new ClientPrincipal("badge-client", Set.of("profile:read")));
              assertThat(allowed.detail()).isEqualTo("badge genuine-1");
            });
  }

  @Test
  void otherBadgesAreRefused() {
    assertRefused(AuthError.BEARER_INVALID, decide("forged-1"));
    assertRefused(AuthError.REQUEST_INVALID, decide("genuine-1", "genuine-2"));
    assertRefused(AuthError.BEARER_MISSING, decide());
  }

  @Test
  void revokedBadgeIsRefused() {
    state.load(
        new RevocationEntry(
            RevocationKey.of(RevocationKind.TOKEN, "genuine-1"),
            RevocationEntry.FOREVER,
            CLOCK.instant().plusSeconds(60)));

    assertRefused(AuthError.BEARER_REVOKED, decide("genuine-1"));
  }

  private Decision decide(String... badges) {
    Request request =
        new Request(
            new Call("REST", "BadgeResource.get", "trace-1", ClientAddress.UNKNOWN),
            new Request.Target("GET", "api.example.com", "/", ""),
            name -> name.equals("x-badge") ? List.of(badges) : List.of(),
            Set.of(),
            Request.Body.EMPTY);
    return pipeline.decide(request, NEEDED).await().indefinitely();
  }

  private static void assertRefused(AuthError error, Decision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }
}
