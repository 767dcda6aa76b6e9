package dev.postern.common.auth;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.HmacKey;
import dev.postern.common.session.CustomerSession;
import java.util.Optional;
import java.util.Set;

/** Compares what was proven with what the method asks for. Pure. */
final class Authorizer {
  private static final String RECOGNISER = "customer-service";

  /**
   * The client proven.
   *
   * @param credentialId by which of its credentials
   */
  private record Client(String id, String credentialId, Set<String> scopes) {}

  private Authorizer() {}

  static Decision authorize(Proof proof, Credentials presented, Requirements required) {
    if (required.isCustomersOwn()) {
      return proof
          .customer()
          .<Decision>map(session -> new Allowed(caller(session, proof), proof))
          .orElseGet(() -> new Refused(AuthError.CUSTOMER_TOKEN_MISSING, "nothing proven"));
    }
    Optional<Client> proven = client(proof, required);
    if (proven.isEmpty()) {
      return new Refused(AuthError.BEARER_MISSING, "nothing proven");
    }
    Client client = proven.get();
    Optional<Decision> refused = signature(proof, required, client);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (!client.scopes().contains(required.scope())) {
      return new Refused(AuthError.SCOPE_INSUFFICIENT, "needs " + required.scope());
    }
    if (proof.apiKey().filter(key -> !key.clientId().equals(client.id())).isPresent()) {
      return new Refused(AuthError.API_KEY_OF_ANOTHER_CLIENT, "of another client");
    }
    if (required.needs(CredentialKind.API_KEY) && proof.apiKey().isEmpty()) {
      return new Refused(AuthError.API_KEY_MISSING, "nothing proven");
    }
    return required.needs(CredentialKind.CUSTOMER)
        ? onBehalfOf(proof, presented, required, client)
        : new Allowed(caller(client, Optional.empty()), proof);
  }

  /** By its access token, or where that is accepted by its signature. */
  private static Optional<Client> client(Proof proof, Requirements required) {
    return proof
        .accessToken()
        .map(token -> new Client(token.clientId(), token.tokenId(), token.scopes()))
        .or(
            () ->
                proof
                    .signature()
                    .filter(signature -> required.signatureReplacesToken())
                    .map(VerifiedSignature::key)
                    .map(key -> new Client(key.clientId(), key.id(), key.scopes())));
  }

  /** Why the signature does not do, or is missing, if that is so. */
  private static Optional<Decision> signature(Proof proof, Requirements required, Client client) {
    Optional<HmacKey> key = proof.signature().map(VerifiedSignature::key);
    if (required.signature() == SignaturePolicy.REQUIRED && key.isEmpty()) {
      return Optional.of(new Refused(AuthError.SIGNATURE_MISSING, "nothing proven"));
    }
    if (key.filter(k -> !k.clientId().equals(client.id())).isPresent()) {
      return Optional.of(new Refused(AuthError.SIGNATURE_OF_ANOTHER_CLIENT, key.get().id()));
    }
    return key.filter(k -> proof.accessToken().isEmpty() && !k.inPlaceOfToken())
        .map(k -> new Refused(AuthError.SIGNING_NOT_ALLOWED, k.id()));
  }

  private static Decision onBehalfOf(
      Proof proof, Credentials presented, Requirements required, Client client) {
    Optional<String> proven = proof.customer().map(CustomerSession::customerId);
    Optional<String> named = presented.customerId();
    if (proven.isPresent()) {
      return named.isEmpty() || named.equals(proven)
          ? new Allowed(caller(client, proven), proof)
          : new Refused(AuthError.CUSTOMER_MISMATCH, "customer_id is another customer's");
    }
    if (named.isEmpty()) {
      return new Refused(AuthError.CUSTOMER_TOKEN_MISSING, "nothing proven");
    }
    return required.scopeWithoutCustomerToken().filter(client.scopes()::contains).isPresent()
        ? new Allowed(caller(client, named), proof)
        : new Refused(AuthError.SCOPE_INSUFFICIENT, "customer_id without a customer token");
  }

  /** A customer comes through no client but the service that recognised them. */
  private static Caller caller(CustomerSession session, Proof proof) {
    String credential = proof.customerToken().map(VerifiedJwt::tokenId).orElse(session.id());
    return new Caller(RECOGNISER, credential, Set.of(), Optional.of(session.customerId()));
  }

  private static Caller caller(Client client, Optional<String> customerId) {
    return new Caller(client.id(), client.credentialId(), client.scopes(), customerId);
  }
}
