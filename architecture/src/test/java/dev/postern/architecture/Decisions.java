package dev.postern.architecture;

import dev.postern.common.auth.AccessTokenScheme;
import dev.postern.common.auth.ApiKeyScheme;
import dev.postern.common.auth.Authorization;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.CustomerTokenScheme;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.NonceClaim;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.Request;
import dev.postern.common.auth.Requirements;
import dev.postern.common.auth.RevocationCheck;
import dev.postern.common.auth.SessionScheme;
import dev.postern.common.auth.SignatureScheme;
import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.key.Environment;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.signature.NonceStore;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The real pipeline over the credentials of a {@link Wallet}: what it decides, as a word. */
final class Decisions {
  static final String ALLOWED = "ALLOWED";
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final InstantSource CLOCK = InstantSource.fixed(Wallet.NOW);
  private static final int REMEMBERED = 1_000;

  private final Wallet wallet;
  private final JwtVerifier tokens;
  private final RevocationState revocations = new RevocationState(CLOCK, () -> 0L);

  Decisions(Wallet wallet) {
    this.wallet = wallet;
    this.tokens = new JwtVerifier(Wallet.ISSUER, wallet.keys(), CLOCK, REMEMBERED);
    revocations.loaded(0);
    revocations.heartbeat(0);
    revoke(RevocationKind.TOKEN, Wallet.REVOKED_TOKEN);
    revoke(RevocationKind.API_KEY, wallet.revokedKey().id());
    revoke(RevocationKind.HMAC_KEY, "revoked");
  }

  /** {@link #ALLOWED}, or the reason of the refusal. */
  String decide(Guarded guarded, Attempt attempt) {
    Decision decision =
        pipeline(Set.of(guarded.scope()), attempt.isNonceUsed())
            .decide(request(attempt), Requirements.of(guarded))
            .await()
            .indefinitely();
    return switch (decision) {
      case Decision.Allowed allowed -> ALLOWED;
      case Decision.Refused refused -> refused.error().reason();
      case Decision.Undecided undecided -> throw new IllegalStateException(undecided.cause());
    };
  }

  private Pipeline pipeline(Set<String> scopes, boolean nonceUsed) {
    NonceStore.Answer answer = nonceUsed ? NonceStore.Answer.REPLAYED : NonceStore.Answer.FRESH;
    return new Pipeline(
        List.of(
            new AccessTokenScheme(tokens),
            new SignatureScheme(
                wallet.hmacKeys(scopes),
                new SignatureWindow(WINDOW, WINDOW),
                Optional.empty(),
                CLOCK),
            new ApiKeyScheme(wallet.apiKeys(), Environment.LIVE, CLOCK),
            new CustomerTokenScheme(tokens),
            new SessionScheme(wallet.sessions(), CLOCK)),
        List.of(
            new RevocationCheck(revocations, Duration.ofSeconds(30), CLOCK, policy -> {}),
            new CrossSiteCheck(Set.of()),
            new Authorization()),
        List.of(new NonceClaim(claim -> Uni.createFrom().item(answer))),
        (call, decision) -> {});
  }

  private static Request request(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    return new Request(
        new Call(endpoint.transport().name(), endpoint.route(), "trace", ClientAddress.UNKNOWN),
        new Request.Target(endpoint.verb(), Attempt.AUTHORITY, endpoint.path(), ""),
        attempt::headers,
        Set.of(),
        Request.Body.of(Optional.empty(), attempt.customerId()),
        Optional.of(attempt.sent()));
  }

  private void revoke(RevocationKind kind, String id) {
    RevocationEntry entry =
        new RevocationEntry(RevocationKey.of(kind, id), RevocationEntry.FOREVER, Wallet.soon());
    revocations.load(entry);
  }
}
