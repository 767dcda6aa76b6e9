package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Refresh tokens of clients (RFC 6749 §6). */
class RefreshIT {
  private final Vendor vendor = Vendor.refreshing("profile:read", "profile:contact");

  private Http.Answer login() {
    return OAuth.token(vendor);
  }

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, "");
  }

  static void assertInvalidGrant(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_grant");
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  private static Http.Answer answer(Future<Http.Answer> call) {
    try {
      return call.get();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void afterTheGraceTheSameTokenIsTheftEvenIfTheSuccessorWasNeverUsed() throws Exception {
    Http.Answer first = login();
    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));
    Sql.execute(
        "UPDATE refresh_token SET grace_until = now() WHERE id = '%s'"
            .formatted(OAuth.id(OAuth.refreshToken(first))));

    assertInvalidGrant(OAuth.refresh(vendor, OAuth.refreshToken(first)));
    assertInvalidGrant(OAuth.refresh(vendor, OAuth.refreshToken(second)));
    GuardedEndpoints.assertRefused(
        GuardedEndpoints.ofAuth(), with(OAuth.access(second)), "bearer_revoked");
  }

  @Test
  void foreignRefreshTokenIsAnInvalidGrant() {
    String good = OAuth.refreshToken(login());
    String swapped = good.substring(0, 30) + good.substring(31) + good.charAt(30);
    List.of(swapped, good + "x", "x", vendor.apiKey(), vendor.secret(), OAuth.access(login()))
        .forEach(token -> assertInvalidGrant(OAuth.refresh(vendor, token)));
    Http.Answer missing =
        Http.form(
            Service.AUTH,
            "/oauth/token",
            Map.of(
                "grant_type", "refresh_token",
                "client_id", vendor.id(),
                "client_secret", vendor.secret()));
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.json().get("error").asText()).isEqualTo("invalid_request");
    assertThat(OAuth.refresh(vendor, good).status()).isEqualTo(200);
  }

  @Test
  void theDatabaseHoldsNoTokenAndNoAnswerInTheClear() throws Exception {
    Http.Answer first = login();
    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));
    List<String> rows = Sql.dump("refresh_token");
    rows.addAll(Sql.dump("refresh_family"));

    assertThat(rows).anyMatch(row -> row.contains(OAuth.id(OAuth.refreshToken(second))));
    for (Http.Answer answer : List.of(first, second)) {
      JsonNode json = answer.json();
      for (String secret :
          List.of(json.get("refresh_token").asText(), json.get("access_token").asText())) {
        // The last part of either is enough; the database writes bytes in hex.
        String tail = secret.substring(secret.length() - 40);
        assertThat(rows).noneMatch(row -> row.contains(tail) || row.contains(hex(tail)));
      }
    }
  }

  private static String hex(String text) {
    return java.util.HexFormat.of()
        .formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
