package dev.postern.auth.revocation;

import static dev.postern.common.revocation.RevocationKind.CLIENT;
import static dev.postern.common.revocation.RevocationKind.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.revocation.RecentCutoffs.Cut;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentCutoffsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static Cut cut(RevocationKind kind, String id, double ahead) {
    return new Cut(kind, RevocationKey.of(kind, id), NOW.plusMillis((long) (ahead * 1000)));
  }

  private static long ahead(RevocationKind kind, String id, Cut... cuts) {
    Instant last =
        new RecentCutoffs(NOW, List.of(cuts)).lastDated(kind, RevocationKey.of(kind, id));
    return last.getEpochSecond() - NOW.getEpochSecond();
  }

  @Test
  void withoutAKillTokensAreDatedToTheSecondTheyAreIssuedIn() {
    assertThat(ahead(SUBJECT, "a")).isZero();
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "a", -1))).isZero();
  }

  @Test
  void theyAreDatedBehindTheLastRevocationOfTheirOwn() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 0))).isEqualTo(1);
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "a", 1.5), cut(CLIENT, "a", 0))).isEqualTo(2);
  }

  @Test
  void anothersRevocationOfTheSameKindDatesNoneOfThem() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "b", 1))).isZero();
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "b", 1))).isZero();
  }

  @Test
  void aRevocationOfAClientDatesItsCustomersTokensAndTheReverse() {
    assertThat(ahead(SUBJECT, "a", cut(CLIENT, "b", 0))).isEqualTo(1);
    assertThat(ahead(CLIENT, "b", cut(SUBJECT, "a", 0))).isEqualTo(1);
  }

  @Test
  void noneIsDatedFurtherAheadThanVerifiersTake() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 3))).isEqualTo(4);
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 4.9))).isEqualTo(4);
  }
}
