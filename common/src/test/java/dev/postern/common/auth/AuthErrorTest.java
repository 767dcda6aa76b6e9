package dev.postern.common.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError.Grpc;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthErrorTest {
  /** What a client is told by the HTTP status and the gRPC status must be one thing. */
  private static final Map<Integer, Grpc> GRPC_OF =
      Map.of(
          400, Grpc.INVALID_ARGUMENT,
          401, Grpc.UNAUTHENTICATED,
          403, Grpc.PERMISSION_DENIED,
          404, Grpc.NOT_FOUND,
          408, Grpc.DEADLINE_EXCEEDED,
          409, Grpc.ALREADY_EXISTS,
          413, Grpc.RESOURCE_EXHAUSTED,
          429, Grpc.RESOURCE_EXHAUSTED,
          500, Grpc.INTERNAL,
          503, Grpc.UNAVAILABLE);

  @Test
  void reasonsAreUniqueAndStable() {
    List<String> reasons = Arrays.stream(AuthError.values()).map(AuthError::reason).toList();

    assertThat(reasons).doesNotHaveDuplicates().allMatch(reason -> reason.matches("[a-z_]+"));
    assertThat(AuthError.BEARER_MISSING.reason()).isEqualTo("bearer_missing");
    assertThat(AuthError.API_KEY_INVALID.reason()).isEqualTo("api_key_invalid");
  }

  @ParameterizedTest
  @EnumSource(AuthError.class)
  void grpcStatusFollowsFromTheHttpStatus(AuthError error) {
    if (GRPC_OF.containsKey(error.httpStatus())) {
      assertThat(error.grpcStatus()).isEqualTo(GRPC_OF.get(error.httpStatus()));
    } else {
      assertThat(error.httpStatus()).isIn(405, 406, 415);
    }
  }

  @ParameterizedTest
  @EnumSource(AuthError.class)
  void publicTextIsASentenceThatTellsNoDetail(AuthError error) {
    assertThat(error.publicText()).matches("[A-Z][ -~]{10,100}\\.|customer_id [ -~]{10,100}\\.");
    assertThat(error.publicText().toLowerCase(Locale.ROOT))
        .doesNotContain("kid", "jti", "checksum", "redis", "sql", "exception", "%s");
  }

  @Test
  void nothingPresentedCarriesNoOauthError() {
    for (AuthError error :
        List.of(
            AuthError.BEARER_MISSING,
            AuthError.API_KEY_MISSING,
            AuthError.CUSTOMER_TOKEN_MISSING,
            AuthError.SESSION_MISSING)) {
      assertThat(error.httpStatus()).isEqualTo(401);
      assertThat(error.oauthError()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = AuthError.class,
      names = {".*_INVALID", ".*_EXPIRED"},
      mode = EnumSource.Mode.MATCH_ANY)
  void refusedCredentialsCarryTheStatusTheirOauthErrorAsksFor(AuthError error) {
    String code = error.oauthError().orElseThrow();

    assertThat(error.httpStatus())
        .isEqualTo(
            switch (code) {
              case "invalid_token", "invalid_client" -> 401;
              case "invalid_request", "invalid_scope", "invalid_grant", "invalid_target" -> 400;
              default -> throw new AssertionError(code);
            });
  }

  @Test
  void onlyServerTroubleAndTooMuchOfOneAreTemporary() {
    assertThat(AuthError.values())
        .filteredOn(AuthError::isTemporary)
        .containsExactlyInAnyOrder(
            AuthError.OVERLOADED,
            AuthError.DEPENDENCY_UNAVAILABLE,
            AuthError.NONCES_FORGOTTEN,
            AuthError.TOO_MANY_LOGINS);
  }

  @Test
  void longOutageHasALongerRetryAfter() {
    assertThat(AuthError.DEPENDENCY_UNAVAILABLE.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(AuthError.NONCES_FORGOTTEN.retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }
}
