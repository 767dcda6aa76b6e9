package dev.postern.customer.account;

import java.util.Locale;

/** Where in their life a customer is. */
public enum CustomerStatus {
  ACTIVE,
  DISABLED,

  /** The person's data is gone; the identifier stays, so that nobody else is given it. */
  DELETED;

  public boolean mayLogIn() {
    return switch (this) {
      case ACTIVE -> true;
      case DISABLED, DELETED -> false;
    };
  }

  /** The word on the wire: {@code active}, {@code disabled}, {@code deleted}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
