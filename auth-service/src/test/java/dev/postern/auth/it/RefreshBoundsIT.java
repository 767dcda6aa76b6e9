package dev.postern.auth.it;

import static dev.postern.auth.it.RefreshIT.assertInvalidGrant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threat 15: who may use a refresh token, for what, and for how long. */
class RefreshBoundsIT {
  private final Vendor vendor = Vendor.refreshing("profile:read", "profile:contact");

  private Http.Answer login() {
    return OAuth.token(vendor);
  }

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, "");
  }

  private static String sid(String accessToken) {
    return OAuth.claim(accessToken, "sid");
  }

  private static void moveFamilyEnd(String accessToken, String from) throws SQLException {
    Sql.execute(
        "UPDATE refresh_family SET expires_at = now() + interval '%s' WHERE id = '%s'"
            .formatted(from, sid(accessToken)));
  }

  @Test
  void threat15AnotherClientIsRefusedAndTheFamilyLivesOn() {
    Http.Answer first = login();
    Vendor other = Vendor.refreshing("profile:read", "profile:contact");

    assertInvalidGrant(OAuth.refresh(other, OAuth.refreshToken(first)));
    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));
    assertInvalidGrant(OAuth.refresh(other, OAuth.refreshToken(first)));

    assertThat(OAuth.refresh(vendor, OAuth.refreshToken(second)).status()).isEqualTo(200);
    assertThat(OAuth.introspect(vendor, OAuth.access(first)).json().get("active").asBoolean())
        .isTrue();
  }

  @Test
  void threat15AWiderScopeIsInvalidAndUsesNothingUp() {
    Http.Answer first = OAuth.token(vendor, "scope", "profile:read");
    for (String wider : List.of("profile:read profile:contact", "admin:clients:read", "a  b")) {
      Http.Answer refused = OAuth.refresh(vendor, OAuth.refreshToken(first), "scope", wider);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("error").asText()).isEqualTo("invalid_scope");
    }
    assertThat(OAuth.refresh(vendor, OAuth.refreshToken(first)).json().get("scope").asText())
        .isEqualTo("profile:read");
  }

  @Test
  void threat15ANarrowerScopeDoesNotNarrowTheFamily() {
    Http.Answer narrower =
        OAuth.refresh(vendor, OAuth.refreshToken(login()), "scope", "profile:read");
    assertThat(narrower.json().get("scope").asText()).isEqualTo("profile:read");
    assertThat(OAuth.claim(OAuth.access(narrower), "scope")).isEqualTo("profile:read");

    Http.Answer next = OAuth.refresh(vendor, OAuth.refreshToken(narrower));
    assertThat(next.json().get("scope").asText()).isEqualTo("profile:contact profile:read");
  }

  @Test
  void threat15PastItsAbsoluteLifetimeTheFamilyIsOver() throws Exception {
    Http.Answer first = login();
    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));
    moveFamilyEnd(OAuth.access(first), "0 seconds");

    assertInvalidGrant(OAuth.refresh(vendor, OAuth.refreshToken(second)));
    assertInvalidGrant(OAuth.refresh(vendor, OAuth.refreshToken(first)));
  }

  @Test
  void threat15ATokenNotUsedInTimeIsRefused() throws Exception {
    Http.Answer first = login();
    Sql.execute(
        "UPDATE refresh_token SET expires_at = now() WHERE id = '%s'"
            .formatted(OAuth.id(OAuth.refreshToken(first))));

    assertInvalidGrant(OAuth.refresh(vendor, OAuth.refreshToken(first)));
  }

  @Test
  void rotationNeverPutsOffTheEndOfTheFamilyNorOutlivesIt() throws Exception {
    Http.Answer first = login();
    moveFamilyEnd(OAuth.access(first), "100 seconds");
    String family = "FROM refresh_family WHERE id = '" + sid(OAuth.access(first)) + "'";
    long end = Sql.number("SELECT extract(epoch FROM expires_at)::bigint " + family);

    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));
    Http.Answer third = OAuth.refresh(vendor, OAuth.refreshToken(second));

    assertThat(Sql.number("SELECT extract(epoch FROM expires_at)::bigint " + family))
        .isEqualTo(end);
    assertThat(
            Sql.number(
                "SELECT count(*) FROM refresh_token t JOIN refresh_family f ON f.id = t.family_id"
                    + " WHERE t.predecessor_id IS NOT NULL AND t.expires_at > f.expires_at"
                    + " AND f.id = '"
                    + sid(OAuth.access(first))
                    + "'"))
        .isZero();
    for (Http.Answer rotated : List.of(second, third)) {
      assertThat(rotated.json().get("expires_in").asLong()).isLessThanOrEqualTo(100);
      // Both clocks are this machine's; the end is a whole second of either.
      assertThat(Long.parseLong(OAuth.claim(OAuth.access(rotated), "exp")))
          .isLessThanOrEqualTo(end + 1);
    }
  }

  @Test
  void clientsThatAreNotRegisteredForItGetNoneAndMayUseNone() throws Exception {
    Vendor plain = Vendor.create("profile:read");
    long before = Sql.number("SELECT count(*) FROM refresh_family");

    assertThat(OAuth.token(plain).json().has("refresh_token")).isFalse();
    assertThat(Sql.number("SELECT count(*) FROM refresh_family")).isEqualTo(before);
    Http.Answer refused = OAuth.refresh(plain, OAuth.refreshToken(login()));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("error").asText()).isEqualTo("unauthorized_client");
  }
}
