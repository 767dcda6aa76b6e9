package dev.postern.common.auth;

/** The credentials a method may ask for, in the order in which they are proven. */
public enum CredentialKind {
  /** A client's access token: {@code Authorization: Bearer}. */
  ACCESS_TOKEN,
  /** A client's API key: {@code api-key}. */
  API_KEY,
  /**
   * On whose behalf: {@code customer-auth: JWT}, or {@code customer_auth}, {@code customer_id} in
   * the body.
   */
  CUSTOMER
}
