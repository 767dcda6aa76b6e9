package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.oauth.OAuthDecisionLog;
import dev.postern.auth.refresh.Family;
import dev.postern.auth.refresh.RefreshOutcome;
import dev.postern.auth.refresh.RefreshTokens;
import dev.postern.auth.signingkey.ExpiredTokenVerifier;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CustomerPrincipal;
import dev.postern.common.auth.Open;
import dev.postern.common.auth.SecretParameters;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.FormParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Dsquares dialect of refreshing a customer's login. The access token may be expired, but must
 * belong to the same login.
 */
@Path("/api/Auth/RefreshToken")
@Produces(MediaType.APPLICATION_JSON)
public class DsquaresRefreshResource {
  private static final int MAX_TOKEN_CHARS = 8_192;

  /** The partner's request. */
  public record RefreshRequest(
      @JsonProperty("AccessToken") @Nullable String accessToken,
      @JsonProperty("RefreshToken") @Nullable String refreshToken) {

    /** All of it is secret. */
    @Override
    public String toString() {
      return "RefreshRequest[hidden]";
    }
  }

  /**
   * The answer to the partner.
   *
   * @param expiresIn seconds
   */
  public record RefreshAnswer(
      @JsonProperty("AccessToken") String accessToken,
      @JsonProperty("RefreshToken") String refreshToken,
      @JsonProperty("TokenType") String tokenType,
      @JsonProperty("ExpiresIn") long expiresIn) {

    /** All of it is secret. */
    @Override
    public String toString() {
      return "RefreshAnswer[hidden]";
    }
  }

  private final ExpiredTokenVerifier expiredTokens;
  private final TokenIssuer tokens;
  private final RefreshTokens refreshTokens;
  private final OAuthDecisionLog log;

  DsquaresRefreshResource(
      ExpiredTokenVerifier expiredTokens,
      TokenIssuer tokens,
      RefreshTokens refreshTokens,
      OAuthDecisionLog log) {
    this.expiredTokens = expiredTokens;
    this.tokens = tokens;
    this.refreshTokens = refreshTokens;
    this.log = log;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Open(because = "the refresh token proves which login it belongs to")
  public Uni<byte[]> refresh(@Context UriInfo uri, @Nullable RefreshRequest request) {
    refuseSecretsInQuery(uri.getRequestUri().getRawQuery());
    if (request == null || request.accessToken() == null || request.refreshToken() == null) {
      throw new Refusal(AuthError.REQUEST_INVALID, "AccessToken and RefreshToken are needed.");
    }
    if (request.accessToken().length() > MAX_TOKEN_CHARS) {
      throw new Refusal(AuthError.REFRESH_TOKEN_INVALID);
    }
    String refreshToken = request.refreshToken();
    OAuthDecisionLog.OpenLine line = log.open("DsquaresRefreshResource.refresh");
    return expiredTokens
        .verify(request.accessToken(), TokenKind.CUSTOMER)
        .map(DsquaresRefreshResource::sessionOf)
        .flatMap(session -> refreshTokens.rotate(refreshToken, f -> isOf(session, f), this::answer))
        .map(rotation -> answer(line, rotation));
  }

  /** Secrets by the names that every route refuses, and by the dialect's own in any case. */
  private static void refuseSecretsInQuery(@Nullable String query) {
    Set<String> names =
        FormParameters.parse(query == null ? "" : query)
            .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID))
            .names();
    if (SecretParameters.isAnyIn(names)
        || names.stream().anyMatch(DsquaresRefreshResource::isOurs)) {
      throw new Refusal(AuthError.SECRET_IN_QUERY);
    }
  }

  private static boolean isOurs(String name) {
    return "AccessToken".equalsIgnoreCase(name) || "RefreshToken".equalsIgnoreCase(name);
  }

  /** The login of a token that has verified, even if it is expired. */
  private static Optional<String> sessionOf(Verification verification) {
    return switch (verification) {
      case Verification.Valid(VerifiedJwt token) -> token.sessionId();
      case Verification.Expired(VerifiedJwt token) -> token.sessionId();
      case Verification.Invalid invalid -> Optional.empty();
    };
  }

  private static boolean isOf(Optional<String> session, Family family) {
    return family.isOfCustomer() && session.filter(family.id().toString()::equals).isPresent();
  }

  private byte[] answer(Family family, OpaqueToken successor) {
    CustomerGrant grant =
        new CustomerGrant(
            family.subject(),
            family.channel().orElseThrow(),
            family.id().toString(),
            Optional.of(family.remaining()));
    IssuedToken token = tokens.customerToken(family.clientId(), grant);
    return TokenAnswer.json(
        new RefreshAnswer(
            token.jwt().reveal(), successor.text().reveal(), "Bearer", token.expiresIn()));
  }

  private byte[] answer(OAuthDecisionLog.OpenLine line, RefreshOutcome rotation) {
    return switch (rotation) {
      case RefreshOutcome.Rotated(Family family, byte[] answer) -> allowed(line, family, answer);
      case RefreshOutcome.AnsweredAgain(Family family, byte[] answer) ->
          allowed(line, family, answer);
      case RefreshOutcome.NotRefreshed(String reason) -> {
        line.refused(AuthError.REFRESH_TOKEN_INVALID, reason);
        throw new Refusal(AuthError.REFRESH_TOKEN_INVALID);
      }
    };
  }

  private byte[] allowed(OAuthDecisionLog.OpenLine line, Family family, byte[] answer) {
    line.allowed(new CustomerPrincipal(family.subject()), "refreshed sid " + family.id());
    return answer;
  }
}
