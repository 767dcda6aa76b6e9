package dev.postern.customer.limit;

import dev.postern.common.auth.ClientAddress;
import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Username;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of counters: HMAC-SHA-256 over kind and name, so that a reader of Redis learns neither
 * usernames nor addresses.
 */
@Singleton
public class CounterKeys {
  private static final int MIN_PEPPER_BYTES = 32;
  private final Secret pepper;

  @Inject
  CounterKeys(LoginConfig config) {
    this(config.pepper());
  }

  /**
   * @throws IllegalStateException if the pepper is too short or not base64; the message omits it
   */
  CounterKeys(String pepper) {
    this.pepper = decode(pepper);
  }

  /** Selects the decoy of a username; an impossible username gets one, too. */
  public byte[] decoySeed(Optional<Username> username) {
    return hash("decoy", canonical(username));
  }

  /** An impossible username is counted like any other. */
  String account(Optional<Username> username) {
    return key("account", canonical(username));
  }

  /** The counter of all known devices of one customer. */
  String devices(UUID customer) {
    return key("devices", customer.toString());
  }

  String device(String deviceId) {
    return key("device", deviceId);
  }

  /** One counter for an IPv6 network of 64 bits, and one for an IPv4 address, mapped or not. */
  String address(ClientAddress client) {
    return key("address", client.network().toString());
  }

  private static String canonical(Optional<Username> username) {
    return username.map(Username::canonical).orElse("");
  }

  private String key(String kind, String name) {
    return "postern:login:"
        + kind
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(hash(kind, name));
  }

  private byte[] hash(String kind, String name) {
    String message = "postern.login." + kind + "\0" + name;
    return Digests.hmacSha256(pepper, message.getBytes(StandardCharsets.UTF_8));
  }

  private static Secret decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalStateException("postern.login.pepper is not base64");
    }
    if (bytes.length < MIN_PEPPER_BYTES) {
      throw new IllegalStateException("postern.login.pepper needs 32 bytes or more");
    }
    return Secret.of(bytes);
  }
}
