package dev.postern.common.auth;

/** The credentials a method may ask for, in the order in which they are proven. */
public enum CredentialKind {
  /** A client's access token: {@code Authorization: Bearer}. */
  ACCESS_TOKEN,
  /** A client's API key: {@code api-key}. */
  API_KEY,
  /**
   * On whose behalf: {@code customer-auth: JWT}, the session cookie, or {@code customer_auth},
   * {@code customer_id} in the body. Alone, it is the customer who calls: {@code Authorization:
   * Bearer} then carries the customer's token, and the body names no customer.
   */
  CUSTOMER
}
