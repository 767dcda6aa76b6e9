package dev.postern.auth.sealing;

/** The kinds of sealed secret. A secret sealed as one kind does not open as another. */
public enum SealedKind {
  SIGNING_KEY("signing_key"),
  HMAC_KEY("hmac_key");

  private final String label;

  SealedKind(String label) {
    this.label = label;
  }

  /** Part of what a secret is sealed with: never changed. */
  String label() {
    return label;
  }
}
