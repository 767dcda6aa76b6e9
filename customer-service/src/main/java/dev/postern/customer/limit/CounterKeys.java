package dev.postern.customer.limit;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Username;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What counters are called: HMAC-SHA-256 over kind and name, so that whoever reads Redis learns
 * neither names nor addresses.
 */
@Singleton
public class CounterKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_PEPPER_OCTETS = 32;
  private static final int NETWORK_OCTETS = 8;
  private final Secret pepper;

  @Inject
  CounterKeys(LoginConfig config) {
    this(config.pepper());
  }

  /**
   * @throws IllegalStateException if it is too short, or not base64; its text is not repeated
   */
  CounterKeys(String pepper) {
    this.pepper = decode(pepper);
  }

  /** By which a name gets its decoy; what can be nobody's name gets one, too. */
  public byte[] decoySeed(Optional<Username> username) {
    return hash("decoy", canonical(username));
  }

  /** What can be nobody's name is counted as one, too. */
  String account(Optional<Username> username) {
    return key("account", canonical(username));
  }

  /** Over all known devices of one customer. */
  String devices(UUID customer) {
    return key("devices", customer.toString());
  }

  String device(String deviceId) {
    return key("device", deviceId);
  }

  /** An IPv6 network of 64 bits is one customer's, and so is an IPv4 address, mapped or not. */
  String address(String peer) {
    return key("address", network(peer));
  }

  /** Literals only, without DNS; what is none counts as it is. */
  static String network(String peer) {
    try {
      InetAddress address = InetAddress.ofLiteral(peer);
      byte[] octets = address.getAddress();
      return HexFormat.of()
          .formatHex(
              address instanceof Inet6Address ? Arrays.copyOf(octets, NETWORK_OCTETS) : octets);
    } catch (IllegalArgumentException noLiteral) {
      return peer;
    }
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
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(pepper.revealBytes(), ALGORITHM));
      mac.update(("postern.login." + kind + "\0").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("no HMAC-SHA-256", impossible);
    }
  }

  private static Secret decode(String base64) {
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalStateException("postern.login.pepper is no base64");
    }
    if (octets.length < MIN_PEPPER_OCTETS) {
      throw new IllegalStateException("postern.login.pepper needs 32 octets or more");
    }
    return Secret.of(octets);
  }
}
