package dev.postern.customer.account;

/** Whether a customer may log in. */
public enum CustomerStatus {
  ACTIVE,
  DISABLED
}
