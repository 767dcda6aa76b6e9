package dev.postern.common.revocation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a security event is about. Credentials once revoked by it stay dead. */
public enum RevocationKind {
  /** One token, by its {@code jti}. */
  TOKEN(1),
  /** All tokens of a refresh family or login session, by their {@code sid}. */
  FAMILY(2),
  /** All tokens of a subject issued up to an instant, by their {@code sub}. */
  SUBJECT(3),
  /** All tokens of a client issued up to an instant, by their {@code client_id}. */
  CLIENT(4),
  /** An API key, and all tokens that it was exchanged for. */
  API_KEY(5),
  /** All tokens signed with a key, by their {@code kid}. */
  SIGNING_KEY(6),
  /** A client's secret. */
  CLIENT_SECRET(7),
  /** Revokes nothing: the set of published signing keys is another one now. */
  SIGNING_KEYS_CHANGED(8),
  /** A key by which requests are signed. */
  HMAC_KEY(9),
  /** Revokes nothing: a key by which requests are signed has another secret now. */
  HMAC_KEY_CHANGED(10),
  /** Of a newer version of Postern than this one: kept, so that none is missing. */
  UNKNOWN(0);

  private final int code;

  RevocationKind(int code) {
    this.code = code;
  }

  /** The number on the wire; never given anew. */
  public int code() {
    return code;
  }

  /** The word for people and programs: {@code api-key}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the set of signing keys is another one since. */
  public boolean concernsSigningKeys() {
    return this == SIGNING_KEY || this == SIGNING_KEYS_CHANGED;
  }

  /** Whether what is remembered of keys by which requests are signed may be wrong since. */
  public boolean concernsHmacKeys() {
    return this == HMAC_KEY || this == HMAC_KEY_CHANGED || this == CLIENT;
  }

  public static RevocationKind ofCode(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst().orElse(UNKNOWN);
  }

  public static Optional<RevocationKind> ofLabel(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }
}
