package dev.postern.auth.client;

import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.secret.Secret;
import dev.postern.common.web.FormParameters;
import java.util.List;

/** The credentials that a client has presented; nothing is verified yet. */
public sealed interface ClientCredentials {

  /** A secret that Postern issued ({@code client_secret_basic}, {@code client_secret_post}). */
  record BySecret(String clientId, Secret secret) implements ClientCredentials {}

  /**
   * An assertion that the client has signed ({@code private_key_jwt}: RFC 7523 §2.2).
   *
   * @param clientId the subject that the assertion claims
   */
  record ByAssertion(String clientId, UnverifiedJwt assertion) implements ClientCredentials {}

  String clientId();

  /** The client's id for the decision log; left out if it may be a secret in the wrong field. */
  default String showableId() {
    return CredentialsReader.isShowable(clientId()) ? clientId() : "not shown";
  }

  /**
   * Reads {@code client_secret_basic}, {@code client_secret_post} or {@code private_key_jwt}. More
   * than one of them at once is malformed (RFC 6749 §2.3). A malformed assertion is refused like a
   * wrong one (RFC 7521 §4.2.1).
   */
  static CredentialsReading read(List<String> authorization, FormParameters form) {
    return CredentialsReader.read(authorization, form);
  }
}
