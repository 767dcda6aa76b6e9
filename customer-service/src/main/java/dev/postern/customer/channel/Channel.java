package dev.postern.customer.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The vendor's channel that a customer comes through. */
public enum Channel {
  WEB,
  IOS,
  ANDROID;

  /** The word on the wire: {@code web}, {@code ios}, {@code android}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Channel> parse(String label) {
    return Arrays.stream(values()).filter(channel -> channel.label().equals(label)).findFirst();
  }
}
