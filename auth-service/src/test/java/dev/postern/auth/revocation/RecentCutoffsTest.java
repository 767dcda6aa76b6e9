package dev.postern.auth.revocation;

import static dev.postern.common.revocation.RevocationKind.CLIENT;
import static dev.postern.common.revocation.RevocationKind.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.revocation.RecentCutoffs.Cutoff;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentCutoffsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static Cutoff cut(RevocationKind kind, String id, double ahead) {
    return new Cutoff(kind, RevocationKey.of(kind, id), NOW.plusMillis((long) (ahead * 1000)));
  }

  private static long ahead(RevocationKind kind, String id, Cutoff... cuts) {
    Instant last =
        new RecentCutoffs(NOW, List.of(cuts)).lastDated(kind, RevocationKey.of(kind, id));
    return last.getEpochSecond() - NOW.getEpochSecond();
  }

  @Test
  void datesTokensToTheirOwnSecondWithoutARevocation() {
    assertThat(ahead(SUBJECT, "a")).isZero();
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "a", -1))).isZero();
  }

  @Test
  void datesTokensAfterTheLastRevocationOfTheirOwn() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 0))).isEqualTo(1);
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "a", 1.5), cut(CLIENT, "a", 0))).isEqualTo(2);
  }

  @Test
  void ignoresRevocationsOfOthersOfTheSameKind() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "b", 1))).isZero();
    assertThat(ahead(CLIENT, "a", cut(CLIENT, "b", 1))).isZero();
  }

  @Test
  void datesTokensAfterAnyRevocationOfTheOtherKind() {
    assertThat(ahead(SUBJECT, "a", cut(CLIENT, "b", 0))).isEqualTo(1);
    assertThat(ahead(CLIENT, "b", cut(SUBJECT, "a", 0))).isEqualTo(1);
  }

  @Test
  void datesNoTokenFurtherAheadThanVerifiersAccept() {
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 3))).isEqualTo(4);
    assertThat(ahead(SUBJECT, "a", cut(SUBJECT, "a", 4.9))).isEqualTo(4);
  }
}
