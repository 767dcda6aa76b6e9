package dev.postern.common.revocation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a revocation names. A revoked credential stays revoked. */
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
  /** A key that signs requests. */
  HMAC_KEY(9),
  /** A kind that only a newer version of Postern knows: kept, so that no event is missing. */
  UNKNOWN(0);

  private final int code;

  RevocationKind(int code) {
    this.code = code;
  }

  /** The number on the wire. It is never reused, and none of {@link Topic#code} is among them. */
  public int code() {
    return code;
  }

  /** The word for people and programs: {@code api-key}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static RevocationKind ofCode(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst().orElse(UNKNOWN);
  }

  public static Optional<RevocationKind> ofLabel(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }
}
