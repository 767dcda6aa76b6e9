package dev.postern.auth.signingkey;

import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Verifies tokens whose expiry does not matter, even if the key was removed since because its time
 * was over. A revoked key verifies nothing. It must not be used to authorize a call. Fails if keys
 * were never loaded, or if the database does.
 */
@Singleton
public class ExpiredTokenVerifier {
  /** Each token comes once, as a rule. */
  private static final int REMEMBERED = 0;

  private final JwtVerifier verifier;

  ExpiredTokenVerifier(
      SigningKeys published,
      FormerKeys former,
      RevocationState events,
      GuardConfig config,
      InstantSource clock) {
    this.verifier =
        new JwtVerifier(
            config.issuer(), new AllKeys(published, former::find, events), clock, REMEMBERED);
  }

  public Uni<Verification> verify(String compact, TokenKind wanted) {
    return verifier.verify(compact, wanted);
  }

  /** The published keys, and the former ones, without those that were revoked. */
  record AllKeys(
      KeySource published,
      Function<String, Uni<Optional<VerificationKey>>> former,
      RevocationState events)
      implements KeySource {
    /** The form of a key id of {@link KeyMaker}. The database is not asked for any other. */
    private static final Pattern KID = Pattern.compile("[0-9a-f-]{36}");

    @Override
    public boolean isLoaded() {
      return published.isLoaded();
    }

    @Override
    public Uni<Optional<VerificationKey>> find(String kid) {
      if (events.revokes(RevocationKind.SIGNING_KEY, kid, Instant.EPOCH)) {
        return Uni.createFrom().item(Optional.empty());
      }
      return published
          .find(kid)
          .flatMap(
              key ->
                  key.isEmpty() && KID.matcher(kid).matches()
                      ? former.apply(kid)
                      : Uni.createFrom().item(key));
    }
  }
}
