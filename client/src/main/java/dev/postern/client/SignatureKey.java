package dev.postern.client;

/** A signing key: its public id and its secret. */
record SignatureKey(String id, Secret secret) {
  private static final int MAX_ID_CHARS = 64;

  SignatureKey {
    if (!id.matches("[A-Za-z0-9_-]{1," + MAX_ID_CHARS + "}")) {
      throw new IllegalArgumentException("the key id is not the id of a Postern key");
    }
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("the secret of key " + id + " is empty");
    }
  }
}
