package dev.postern.auth.credential;

/**
 * What is stored of a credential.
 *
 * @param pepperVersion the version of the pepper that keyed it
 */
public record StoredDigest(int pepperVersion, byte[] digest) {}
