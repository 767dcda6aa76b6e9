package dev.postern.auth.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields, expiries and pages that administrative resources share. */
class AdminRequestsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration CENTURY = Duration.ofDays(36_500);

  private final Expiries expiries = new Expiries(InstantSource.fixed(NOW));

  private static void refuses(AuthError error, String detail, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.error()).isEqualTo(error);
              assertThat(refusal.detail()).isEqualTo(detail);
            });
  }

  private static void invalid(String detail, ThrowingCallable reading) {
    refuses(AuthError.REQUEST_INVALID, detail, reading);
  }

  @Test
  void readsAnAbsentLabelAsEmptyAndStripsOthers() {
    assertThat(AdminFields.label(null)).isEmpty();
    assertThat(AdminFields.label("  a key ")).isEqualTo("a key");
    assertThat(AdminFields.label("x".repeat(100))).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\u001fb", "a\u007fb"})
  void refusesLabelsWithControlCharacters(String label) {
    invalid("label: at most 100 characters, none of control.", () -> AdminFields.label(label));
  }

  @Test
  void refusesLabelsOfMoreThan100Characters() {
    invalid(
        "label: at most 100 characters, none of control.",
        () -> AdminFields.label("x".repeat(101)));
  }

  @Test
  void requiresNameAndClientId() {
    String rule = "name: 1 to 100 characters, none of control.";
    assertThat(AdminFields.name(" n ")).isEqualTo("n");
    invalid(rule, () -> AdminFields.name(null));
    invalid(rule, () -> AdminFields.name("  "));
    invalid(rule, () -> AdminFields.name("x".repeat(101)));
    assertThat(AdminFields.clientId("c")).isEqualTo("c");
    invalid("client_id is needed.", () -> AdminFields.clientId(null));
    invalid("client_id is needed.", () -> AdminFields.clientId("a\u0000"));
  }

  @Test
  void acceptsExpiriesAfterNowAndUpToTheBound() {
    assertThat(expiries.read("expires_at", null)).isEmpty();
    assertThat(expiries.read("expires_at", NOW.plusMillis(1))).contains(NOW.plusMillis(1));
    assertThat(expiries.read("expires_at", NOW.plus(CENTURY))).contains(NOW.plus(CENTURY));
  }

  @Test
  void refusesExpiriesNowOrBeyondTheBound() {
    String rule = "expires_at: in the future, and within 100 years.";
    invalid(rule, () -> expiries.read("expires_at", NOW));
    invalid(rule, () -> expiries.read("expires_at", NOW.plus(CENTURY).plusMillis(1)));
    invalid(rule, () -> expiries.read("expires_at", Instant.MIN));
    invalid(rule, () -> expiries.read("expires_at", Instant.MAX));
    invalid(
        "previous_ends_at: in the future, and within 90 days.",
        () -> expiries.read("previous_ends_at", NOW.plusSeconds(7_776_001), Duration.ofDays(90)));
  }

  @Test
  void namesTheNextPageOnlyIfThePageIsFull() {
    PageRequest request = PageRequest.read("a", "2");

    assertThat(request).isEqualTo(new PageRequest("a", 2));
    assertThat(request.page(List.of(1, 2), String::valueOf, view -> view).next()).contains("2");
    assertThat(request.page(List.of(1), String::valueOf, view -> view).next()).isEmpty();
    assertThat(request.page(List.<Integer>of(), String::valueOf, view -> view).items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "-1", "x", "", "1000"})
  void refusesLimitsOutsideTheirBounds(String limit) {
    invalid("limit: 1 to 200.", () -> PageRequest.read("", limit));
  }

  @Test
  void refusesPlacesThatNoIdCanHave() {
    refuses(
        AuthError.NOT_FOUND,
        AuthError.NOT_FOUND.publicText(),
        () -> PageRequest.read("\u0000", "1"));
  }
}
