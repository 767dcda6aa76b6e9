package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.oauth.OAuthRequest;
import io.smallrye.mutiny.Uni;

/** One way to an access token. Refuses by {@link dev.postern.common.refusal.Refusal}. */
interface Grant {

  /**
   * A token answer.
   *
   * @param json RFC 6749 §5.1
   * @param detail for the audit line
   */
  record Granted(byte[] json, String detail) {}

  /** Its {@code grant_type}. */
  String name();

  /** The client is proven, and registered for this grant. */
  Uni<Granted> grant(Client client, OAuthRequest request);
}
