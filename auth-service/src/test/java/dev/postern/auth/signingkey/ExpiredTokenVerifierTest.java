package dev.postern.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiredTokenVerifierTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final String PUBLISHED = "00000000-0000-4000-8000-000000000001";
  private static final String FORMER = "00000000-0000-4000-8000-000000000002";

  private final RevocationState events = new RevocationState(() -> NOW, () -> 0);
  private final List<String> asked = new ArrayList<>();
  private final ExpiredTokenVerifier.AllKeys keys =
      new ExpiredTokenVerifier.AllKeys(
          new KeySource() {
            @Override
            public boolean isLoaded() {
              return true;
            }

            @Override
            public Uni<Optional<VerificationKey>> find(String kid) {
              return answer(kid.equals(PUBLISHED), kid);
            }
          },
          kid -> {
            asked.add(kid);
            return answer(kid.equals(FORMER), kid);
          },
          events);

  private static Uni<Optional<VerificationKey>> answer(boolean found, String kid) {
    VerificationKey key =
        new VerificationKey(
            kid, SigningAlgorithm.EDDSA, KeyCodec.generate(SigningAlgorithm.EDDSA).getPublic());
    return Uni.createFrom().item(found ? Optional.of(key) : Optional.empty());
  }

  private Optional<String> find(String kid) {
    return keys.find(kid).map(key -> key.map(VerificationKey::kid)).await().indefinitely();
  }

  @Test
  void searchesPublishedKeysBeforeFormerOnes() {
    assertThat(find(PUBLISHED)).contains(PUBLISHED);
    assertThat(asked).isEmpty();
    assertThat(find(FORMER)).contains(FORMER);
  }

  @ParameterizedTest
  @ValueSource(strings = {PUBLISHED, FORMER})
  void doesNotFindRevokedKeys(String kid) {
    events.load(
        new RevocationEntry(
            RevocationKey.of(RevocationKind.SIGNING_KEY, kid),
            RevocationEntry.FOREVER,
            NOW.plus(Duration.ofDays(30))));

    assertThat(find(kid)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "\u0000", FORMER + "\u0000", "' OR 1=1"})
  void asksTheDatabaseOnlyForIdsOfItsOwnForm(String kid) {
    assertThat(find(kid)).isEmpty();
    assertThat(asked).isEmpty();
  }
}
