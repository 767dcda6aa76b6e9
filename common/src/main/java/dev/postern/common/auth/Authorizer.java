package dev.postern.common.auth;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.session.CustomerSession;
import java.util.Optional;
import java.util.Set;

/** Compares what was proven with what the method asks for. Pure. */
final class Authorizer {
  private static final String RECOGNISER = "customer-service";

  private Authorizer() {}

  static Decision authorize(Proof proof, Credentials presented, Requirements required) {
    if (required.isCustomersOwn()) {
      return proof
          .customer()
          .<Decision>map(session -> new Allowed(caller(session, proof), proof))
          .orElseGet(() -> new Refused(AuthError.CUSTOMER_TOKEN_MISSING, "nothing proven"));
    }
    if (proof.accessToken().isEmpty()) {
      return new Refused(AuthError.BEARER_MISSING, "nothing proven");
    }
    VerifiedJwt token = proof.accessToken().get();
    if (!token.scopes().contains(required.scope())) {
      return new Refused(AuthError.SCOPE_INSUFFICIENT, "needs " + required.scope());
    }
    if (proof.apiKey().filter(key -> !key.clientId().equals(token.clientId())).isPresent()) {
      return new Refused(AuthError.API_KEY_OF_ANOTHER_CLIENT, "of another client");
    }
    if (required.needs(CredentialKind.API_KEY) && proof.apiKey().isEmpty()) {
      return new Refused(AuthError.API_KEY_MISSING, "nothing proven");
    }
    return required.needs(CredentialKind.CUSTOMER)
        ? onBehalfOf(proof, presented, required, token)
        : new Allowed(caller(token, Optional.empty()), proof);
  }

  private static Decision onBehalfOf(
      Proof proof, Credentials presented, Requirements required, VerifiedJwt token) {
    Optional<String> proven = proof.customer().map(CustomerSession::customerId);
    Optional<String> named = presented.customerId();
    if (proven.isPresent()) {
      return named.isEmpty() || named.equals(proven)
          ? new Allowed(caller(token, proven), proof)
          : new Refused(AuthError.CUSTOMER_MISMATCH, "customer_id is another customer's");
    }
    if (named.isEmpty()) {
      return new Refused(AuthError.CUSTOMER_TOKEN_MISSING, "nothing proven");
    }
    return required.scopeWithoutCustomerToken().filter(token.scopes()::contains).isPresent()
        ? new Allowed(caller(token, named), proof)
        : new Refused(AuthError.SCOPE_INSUFFICIENT, "customer_id without a customer token");
  }

  /** A customer comes through no client but the service that recognised them. */
  private static Caller caller(CustomerSession session, Proof proof) {
    String credential = proof.customerToken().map(VerifiedJwt::tokenId).orElse(session.id());
    return new Caller(RECOGNISER, credential, Set.of(), Optional.of(session.customerId()));
  }

  private static Caller caller(VerifiedJwt token, Optional<String> customerId) {
    return new Caller(token.clientId(), token.tokenId(), token.scopes(), customerId);
  }
}
