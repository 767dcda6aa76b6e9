package dev.postern.common.revocation;

import java.util.Arrays;
import java.util.Optional;

/** What a change is about: data of auth-service of which other processes hold copies. */
public enum Topic {
  /** The set of published signing keys. */
  SIGNING_KEYS(8, "signing-keys-changed"),
  /** The secret of a key that signs requests. */
  HMAC_KEYS(10, "hmac-key-changed");

  private final int code;
  private final String label;

  Topic(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The number on the wire. It shares its range with {@link RevocationKind#code}. */
  public int code() {
    return code;
  }

  /** The word for people and programs: {@code signing-keys-changed}. */
  public String label() {
    return label;
  }

  /** The hash by which the log names the changed object; made as those of revocations are. */
  public RevocationKey key(String id) {
    return RevocationKey.of(code, id);
  }

  public static Optional<Topic> ofCode(int code) {
    return Arrays.stream(values()).filter(topic -> topic.code == code).findFirst();
  }
}
