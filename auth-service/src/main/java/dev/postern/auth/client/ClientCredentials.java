package dev.postern.auth.client;

import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.secret.Secret;
import dev.postern.common.web.FormParameters;
import java.util.List;

/** What a client has presented to prove itself, nothing proven yet. */
public sealed interface ClientCredentials {

  /** A secret that Postern made ({@code client_secret_basic}, {@code client_secret_post}). */
  record BySecret(String clientId, Secret secret) implements ClientCredentials {}

  /**
   * An assertion of the client's own ({@code private_key_jwt}: RFC 7523 §2.2).
   *
   * @param clientId whose it says it is
   */
  record ByAssertion(String clientId, UnverifiedJwt assertion) implements ClientCredentials {}

  String clientId();

  /** The client's id for an audit line; left out if it may be a secret in the wrong field. */
  default String showableId() {
    return CredentialsReader.isShowable(clientId()) ? clientId() : "not shown";
  }

  /**
   * Reads {@code client_secret_basic}, {@code client_secret_post} or {@code private_key_jwt}; more
   * than one of them at once is malformed (RFC 6749 §2.3). An assertion that is none is refused as
   * one that is wrong (RFC 7521 §4.2.1).
   */
  static CredentialsReading read(List<String> authorization, FormParameters form) {
    return CredentialsReader.read(authorization, form);
  }
}
