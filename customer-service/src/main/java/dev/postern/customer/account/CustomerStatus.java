package dev.postern.customer.account;

import java.util.Locale;

/** The state of a customer's account. */
public enum CustomerStatus {
  ACTIVE,
  DISABLED,

  /** The person's data is erased; the identifier stays, so that it is never used again. */
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
