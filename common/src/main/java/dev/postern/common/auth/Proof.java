package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.util.Optional;

/**
 * What has been proven of a request's credentials so far.
 *
 * @param customerAsSent the token or the cookie by which the customer was proven, as it was sent
 */
public record Proof(
    Optional<VerifiedJwt> accessToken,
    Optional<ApiKey> apiKey,
    Optional<VerifiedJwt> customerToken,
    Optional<CustomerSession> session,
    Optional<Secret> customerAsSent,
    Optional<VerifiedSignature> signature) {

  public static final Proof NOTHING =
      new Proof(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The customer proven, by a token or by a cookie. */
  public Optional<CustomerSession> customer() {
    return customerToken.map(CustomerSession::of).or(() -> session);
  }

  /** The customer's token, if it was that which proved the customer. */
  public Optional<Secret> customerTokenAsSent() {
    return customerToken.isPresent() ? customerAsSent : Optional.empty();
  }

  /** The session's cookie, if it was that which proved the customer. */
  public Optional<Secret> sessionCookieAsSent() {
    return customerToken.isPresent() ? Optional.empty() : customerAsSent;
  }

  Proof withAccessToken(VerifiedJwt token) {
    return new Proof(Optional.of(token), apiKey, customerToken, session, customerAsSent, signature);
  }

  Proof withApiKey(ApiKey key) {
    return new Proof(
        accessToken, Optional.of(key), customerToken, session, customerAsSent, signature);
  }

  Proof withCustomerToken(VerifiedJwt token, Secret asSent) {
    return new Proof(
        accessToken, apiKey, Optional.of(token), session, Optional.of(asSent), signature);
  }

  Proof withSession(CustomerSession found, Secret cookie) {
    return new Proof(
        accessToken, apiKey, customerToken, Optional.of(found), Optional.of(cookie), signature);
  }

  Proof withSignature(VerifiedSignature verified) {
    return new Proof(
        accessToken, apiKey, customerToken, session, customerAsSent, Optional.of(verified));
  }
}
