package dev.postern.common.auth;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Requirements.OfClient;
import dev.postern.common.auth.Requirements.OfCustomer;
import dev.postern.common.auth.Requirements.OnBehalf;
import java.util.Optional;

/**
 * The last check: compares what was proven with what the method needs, and always decides.
 *
 * <p>The client comes first (do all its credentials name the same one, may this one stand alone),
 * then the scope, then the owner of the API key, then the customer.
 */
public final class Authorization implements Check {

  @Override
  public Optional<Decision> check(Request request, Proof proof, Requirements needed) {
    return Optional.of(
        switch (needed) {
          case OfCustomer own -> ofCustomer(proof);
          case OfClient client -> ofClient(request, proof, client);
        });
  }

  private static Decision ofCustomer(Proof proof) {
    CustomerCredential credential = proof.get(CustomerCredential.class);
    CustomerPrincipal customer = credential.customer();
    return new Allowed(customer, Optional.of(customer.customerId()), credential.publicId(), proof);
  }

  private static Decision ofClient(Request request, Proof proof, OfClient needed) {
    ClientCredential credential = proof.get(ClientCredential.class);
    ClientPrincipal client = credential.client();
    Optional<Refused> refused =
        mismatch(proof, client, ClientCredential.class)
            .or(() -> alone(proof, credential))
            .or(() -> withoutScope(proof, client, needed.scope()))
            .or(() -> mismatch(proof, client, ClientBound.class));
    if (refused.isPresent()) {
      return refused.get();
    }
    return needed
        .onBehalf()
        .map(onBehalf -> onBehalf(request, proof, credential, onBehalf))
        .orElseGet(() -> new Allowed(client, Optional.empty(), credential.publicId(), proof));
  }

  private static Optional<Refused> withoutScope(Proof proof, ClientPrincipal client, String scope) {
    return client.has(scope)
        ? Optional.empty()
        : Optional.of(new Refused(AuthError.SCOPE_INSUFFICIENT, "needs " + scope, proof));
  }

  /** All credentials of this type must belong to the client. */
  private static Optional<Refused> mismatch(
      Proof proof, ClientPrincipal client, Class<? extends ClientBound> type) {
    return proof.credentials().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(bound -> !bound.clientId().equals(client.clientId()))
        .findFirst()
        .map(bound -> new Refused(bound.whenOfAnotherClient(), bound.publicId(), proof));
  }

  private static Optional<Refused> alone(Proof proof, ClientCredential credential) {
    return credential.whenAlone().map(error -> new Refused(error, credential.publicId(), proof));
  }

  private static Decision onBehalf(
      Request request, Proof proof, ClientCredential credential, OnBehalf needed) {
    Optional<String> proven =
        proof.find(CustomerCredential.class).map(customer -> customer.customer().customerId());
    Optional<String> named = request.body().customerId();
    if (proven.isPresent()) {
      return named.isEmpty() || named.equals(proven)
          ? new Allowed(credential.client(), proven, credential.publicId(), proof)
          : new Refused(AuthError.CUSTOMER_MISMATCH, "customer_id is another customer's", proof);
    }
    String customerId =
        named.orElseThrow(() -> new IllegalStateException("no customer is proven or named"));
    return needed.scopeWithoutToken().filter(credential.client()::has).isPresent()
        ? new Allowed(credential.client(), Optional.of(customerId), credential.publicId(), proof)
        : new Refused(AuthError.SCOPE_INSUFFICIENT, "customer_id without a customer token", proof);
  }
}
