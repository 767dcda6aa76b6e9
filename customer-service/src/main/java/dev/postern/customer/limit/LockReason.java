package dev.postern.customer.limit;

import java.util.Locale;

/** The limit that refuses a login before its password is compared. */
public enum LockReason {
  ACCOUNT_LOCKED,
  DEVICE_LOCKED,
  DEVICES_LOCKED,
  ADDRESS_LOCKED;

  /** The word in the decision log and in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
