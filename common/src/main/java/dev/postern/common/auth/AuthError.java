package dev.postern.common.auth;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every refusal, and what a caller learns from it: the one table from which REST, OAuth and gRPC
 * answers are made.
 *
 * <p>A caller learns which credential was refused, never why in detail: that goes to the decision
 * log.
 */
public enum AuthError {
  BEARER_MISSING(
      401, null, Grpc.UNAUTHENTICATED, "An access token is needed: Authorization: Bearer."),
  BEARER_INVALID(401, "invalid_token", Grpc.UNAUTHENTICATED, "The access token is not accepted."),
  BEARER_EXPIRED(401, "invalid_token", Grpc.UNAUTHENTICATED, "The access token has expired."),
  BEARER_REVOKED(401, "invalid_token", Grpc.UNAUTHENTICATED, "The access token has been revoked."),
  API_KEY_MISSING(401, null, Grpc.UNAUTHENTICATED, "An API key is needed: api-key."),
  API_KEY_INVALID(401, "invalid_token", Grpc.UNAUTHENTICATED, "The API key is not accepted."),
  CUSTOMER_TOKEN_MISSING(
      401,
      null,
      Grpc.UNAUTHENTICATED,
      "A customer token or session is needed: customer-auth: JWT."),
  CUSTOMER_TOKEN_INVALID(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The customer token is not accepted."),
  CUSTOMER_TOKEN_EXPIRED(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The customer token has expired."),
  CUSTOMER_TOKEN_REVOKED(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The customer token has been revoked."),
  SESSION_MISSING(401, null, Grpc.UNAUTHENTICATED, "A session's cookie is needed: __Host-postern."),
  SESSION_INVALID(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The session is not accepted: log in again."),
  SIGNATURE_MISSING(
      401,
      null,
      Grpc.UNAUTHENTICATED,
      "A signature is needed: X-Key-Id, X-Timestamp, X-Nonce, X-Signature."),
  SIGNATURE_INVALID(401, "invalid_token", Grpc.UNAUTHENTICATED, "The signature is not accepted."),
  TIMESTAMP_OUT_OF_WINDOW(
      401,
      "invalid_token",
      Grpc.UNAUTHENTICATED,
      "The signature's timestamp is too far from this server's time."),
  NONCE_REPLAYED(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The signature's nonce has been used before."),
  REFRESH_TOKEN_INVALID(
      401, "invalid_token", Grpc.UNAUTHENTICATED, "The refresh token is not accepted."),
  LOGIN_FAILED(401, null, Grpc.UNAUTHENTICATED, "The username or password is wrong."),
  CLIENT_INVALID(401, "invalid_client", Grpc.UNAUTHENTICATED, "The client is not accepted."),

  AUTHORIZATION_MALFORMED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "The Authorization header is malformed."),
  AUTHORIZATION_REPEATED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "Send one Authorization header."),
  API_KEY_MALFORMED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "The api-key header is malformed."),
  API_KEY_REPEATED(400, "invalid_request", Grpc.INVALID_ARGUMENT, "Send one API key."),
  CUSTOMER_TOKEN_MALFORMED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "The customer token is malformed."),
  CUSTOMER_TOKEN_REPEATED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "Send one customer token."),
  SESSION_REPEATED(400, "invalid_request", Grpc.INVALID_ARGUMENT, "Send one session cookie."),
  SIGNATURE_MALFORMED(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "A header of the signature is malformed."),
  SIGNATURE_REPEATED(400, "invalid_request", Grpc.INVALID_ARGUMENT, "Send one signature."),
  SIGNATURE_AND_TOKEN(
      400,
      "invalid_request",
      Grpc.INVALID_ARGUMENT,
      "Send an access token or a signature, not both."),
  SECRET_IN_QUERY(
      400, "invalid_request", Grpc.INVALID_ARGUMENT, "Never send a credential in the query."),
  REQUEST_INVALID(400, "invalid_request", Grpc.INVALID_ARGUMENT, "The request is malformed."),
  GRANT_TYPE_UNSUPPORTED(
      400, "unsupported_grant_type", Grpc.INVALID_ARGUMENT, "This grant type is not offered."),
  GRANT_NOT_ALLOWED(
      400, "unauthorized_client", Grpc.INVALID_ARGUMENT, "The client may not use this grant type."),
  GRANT_INVALID(400, "invalid_grant", Grpc.INVALID_ARGUMENT, "The refresh token is not accepted."),
  TARGET_INVALID(
      400, "invalid_target", Grpc.INVALID_ARGUMENT, "Tokens for other services are not issued."),
  TOKEN_TYPE_UNSUPPORTED(
      400,
      "unsupported_token_type",
      Grpc.INVALID_ARGUMENT,
      "This kind of token is revoked where it is listed, not here."),
  SCOPE_INVALID(
      400, "invalid_scope", Grpc.INVALID_ARGUMENT, "A scope is malformed or not the client's."),

  SCOPE_INSUFFICIENT(
      403, "insufficient_scope", Grpc.PERMISSION_DENIED, "The access token lacks the scope."),
  API_KEY_OF_ANOTHER_CLIENT(
      403, "access_denied", Grpc.PERMISSION_DENIED, "The API key belongs to another client."),
  SIGNATURE_OF_ANOTHER_CLIENT(
      403, "access_denied", Grpc.PERMISSION_DENIED, "The signature is another client's."),
  SIGNING_NOT_ALLOWED(
      403,
      "access_denied",
      Grpc.PERMISSION_DENIED,
      "The client is not registered to sign in place of an access token."),
  CUSTOMER_MISMATCH(
      403, "access_denied", Grpc.PERMISSION_DENIED, "customer_id is not the token's customer."),

  REFRESH_TOKEN_NEEDED(
      403,
      "access_denied",
      Grpc.PERMISSION_DENIED,
      "This login is carried on by its refresh tokens alone."),

  CSRF_REFUSED(
      403,
      "access_denied",
      Grpc.PERMISSION_DENIED,
      "With a cookie, send this site's Origin and the session's token: X-CSRF-Token."),

  NOT_FOUND(404, null, Grpc.NOT_FOUND, "There is nothing here."),
  METHOD_NOT_ALLOWED(405, null, Grpc.UNIMPLEMENTED, "This path has no such method."),
  NOT_ACCEPTABLE(406, null, Grpc.INVALID_ARGUMENT, "None of the accepted media types is offered."),
  CONFLICT(409, null, Grpc.ALREADY_EXISTS, "It exists already."),
  TOO_SLOW(408, null, Grpc.DEADLINE_EXCEEDED, "The request took too long to arrive."),
  TOO_LARGE(413, "invalid_request", Grpc.RESOURCE_EXHAUSTED, "The request is too large."),
  MEDIA_TYPE_UNSUPPORTED(
      415, "invalid_request", Grpc.INVALID_ARGUMENT, "This media type is not read here."),

  ENCODING_UNSUPPORTED(
      415, "invalid_request", Grpc.UNIMPLEMENTED, "Send messages uncompressed: identity."),

  TOO_MANY_LOGINS(
      429,
      "temporarily_unavailable",
      Grpc.RESOURCE_EXHAUSTED,
      "Too many failed logins from this address; try again later."),

  INTERNAL(500, "server_error", Grpc.INTERNAL, "Something went wrong on our side."),
  OVERLOADED(503, "temporarily_unavailable", Grpc.UNAVAILABLE, "Too busy now; try again soon."),
  NONCES_FORGOTTEN(
      503,
      "temporarily_unavailable",
      Grpc.UNAVAILABLE,
      "What was used before is not known any more; sign anew a little later."),
  DEPENDENCY_UNAVAILABLE(
      503, "temporarily_unavailable", Grpc.UNAVAILABLE, "Not able to decide now; try again soon.");

  /** The gRPC statuses in use, by their names in the gRPC specification. */
  public enum Grpc {
    UNAUTHENTICATED,
    INVALID_ARGUMENT,
    PERMISSION_DENIED,
    NOT_FOUND,
    ALREADY_EXISTS,
    UNIMPLEMENTED,
    RESOURCE_EXHAUSTED,
    DEADLINE_EXCEEDED,
    UNAVAILABLE,
    INTERNAL
  }

  private final int httpStatus;
  private final Optional<String> oauthError;
  private final Grpc grpcStatus;
  private final String publicText;

  AuthError(int httpStatus, @Nullable String oauthError, Grpc grpcStatus, String publicText) {
    this.httpStatus = httpStatus;
    this.oauthError = Optional.ofNullable(oauthError);
    this.grpcStatus = grpcStatus;
    this.publicText = publicText;
  }

  /** The stable word for programs: {@code bearer_missing}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** The error code of RFC 6749 §5.2 and RFC 6750 §3.1; none where no credential was presented. */
  public Optional<String> oauthError() {
    return oauthError;
  }

  public Grpc grpcStatus() {
    return grpcStatus;
  }

  /** A sentence for people, the same for every caller. */
  public String publicText() {
    return publicText;
  }

  /** Whether the same request may succeed a little later. */
  public boolean isTemporary() {
    return httpStatus == 503 || httpStatus == 429;
  }

  /** Whether something that had to be asked did not answer, or this service is too busy. */
  public boolean isOutage() {
    return httpStatus == 503;
  }

  /** When a temporary one may be tried again, unless the refusal knows better. */
  public Duration retryAfter() {
    // The refusals end after five minutes: a caller that retries twice a minute loses little.
    return Duration.ofSeconds(this == NONCES_FORGOTTEN ? 30 : 1);
  }
}
