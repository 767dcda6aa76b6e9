package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import java.util.Optional;

/** What has been proven of a request's credentials so far. */
public record Proof(
    Optional<VerifiedJwt> accessToken,
    Optional<ApiKey> apiKey,
    Optional<VerifiedJwt> customerToken) {

  public static final Proof NOTHING =
      new Proof(Optional.empty(), Optional.empty(), Optional.empty());

  Proof withAccessToken(VerifiedJwt token) {
    return new Proof(Optional.of(token), apiKey, customerToken);
  }

  Proof withApiKey(ApiKey key) {
    return new Proof(accessToken, Optional.of(key), customerToken);
  }

  Proof withCustomerToken(VerifiedJwt token) {
    return new Proof(accessToken, apiKey, Optional.of(token));
  }
}
