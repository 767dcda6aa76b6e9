package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.oauth.OAuthRequest;
import io.smallrye.mutiny.Uni;

/** A grant type of the token endpoint. Refuses by {@link dev.postern.common.refusal.Refusal}. */
interface Grant {

  /**
   * A token answer.
   *
   * @param json RFC 6749 §5.1
   * @param detail for the decision log
   */
  record Granted(byte[] json, String detail) {}

  /** The {@code grant_type}. */
  String name();

  /** Issues a token to a client that is authenticated, and registered for this grant. */
  Uni<Granted> grant(Client client, OAuthRequest request);
}
