package dev.postern.common.auth;

/** What a presented credential is good for, before it is proven. */
public enum CredentialRole {
  /** Authenticates the client. */
  CLIENT,
  /** Signs the request, in place of the client's token or besides it. */
  SIGNATURE,
  API_KEY,
  /** Authenticates the customer. */
  CUSTOMER,
  /** Names a customer in the body without proving anything. */
  NAMED_CUSTOMER
}
