package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import dev.postern.common.session.CustomerSession;
import java.util.Optional;

/** What has been proven of a request's credentials so far. */
public record Proof(
    Optional<VerifiedJwt> accessToken,
    Optional<ApiKey> apiKey,
    Optional<VerifiedJwt> customerToken,
    Optional<CustomerSession> session,
    Optional<VerifiedSignature> signature) {

  public static final Proof NOTHING =
      new Proof(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The customer proven, by a token or by a cookie. */
  public Optional<CustomerSession> customer() {
    return customerToken.map(CustomerSession::of).or(() -> session);
  }

  Proof withAccessToken(VerifiedJwt token) {
    return new Proof(Optional.of(token), apiKey, customerToken, session, signature);
  }

  Proof withApiKey(ApiKey key) {
    return new Proof(accessToken, Optional.of(key), customerToken, session, signature);
  }

  Proof withCustomerToken(VerifiedJwt token) {
    return new Proof(accessToken, apiKey, Optional.of(token), session, signature);
  }

  Proof withSession(CustomerSession found) {
    return new Proof(accessToken, apiKey, customerToken, Optional.of(found), signature);
  }

  Proof withSignature(VerifiedSignature verified) {
    return new Proof(accessToken, apiKey, customerToken, session, Optional.of(verified));
  }
}
