package dev.postern.common.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The credentials of one request that were proven so far, in the order of their schemes. */
public record Proof(List<ProvenCredential> credentials) {

  public static final Proof NOTHING = new Proof(List.of());

  public Proof {
    credentials = List.copyOf(credentials);
  }

  /** The first credential of this type. */
  public <C extends ProvenCredential> Optional<C> find(Class<C> type) {
    for (ProvenCredential credential : credentials) {
      if (type.isInstance(credential)) {
        return Optional.of(type.cast(credential));
      }
    }
    return Optional.empty();
  }

  /**
   * The first credential of this type, which was found in the request.
   *
   * @throws IllegalStateException if a scheme has proven something else than its role promises
   */
  <C extends ProvenCredential> C get(Class<C> type) {
    return find(type)
        .orElseThrow(() -> new IllegalStateException("nothing proven is " + type.getSimpleName()));
  }

  /** The party authenticated so far: a client before a customer. */
  public Optional<Principal> principal() {
    return find(ClientCredential.class)
        .<Principal>map(ClientCredential::client)
        .or(() -> find(CustomerCredential.class).map(CustomerCredential::customer));
  }

  Proof with(ProvenCredential credential) {
    List<ProvenCredential> more = new ArrayList<>(credentials);
    more.add(credential);
    return new Proof(more);
  }
}
