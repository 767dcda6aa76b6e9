package dev.postern.auth.signingkey;

/** The life of a signing key: published before it signs, and as long as its tokens may live. */
enum KeyState {
  /** Published, so that verifiers have it before it signs. */
  PENDING,
  /** Signs. One key is active. */
  ACTIVE,
  /** No longer signs; its tokens still verify. */
  RETIRING,
  /** No longer published. */
  REMOVED
}
