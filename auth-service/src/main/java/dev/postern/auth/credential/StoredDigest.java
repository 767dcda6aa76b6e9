package dev.postern.auth.credential;

/**
 * What is stored of a secret.
 *
 * @param pepperVersion which of the environment's peppers it was made with
 */
public record StoredDigest(int pepperVersion, byte[] digest) {}
