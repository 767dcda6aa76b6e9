package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.account.Customer;
import dev.postern.customer.limit.Admission;
import java.time.Duration;

/** The outcome of authenticating a customer by username and password. */
sealed interface Authentication {

  /**
   * The password is the customer's, and the customer may log in.
   *
   * @param onKnownDevice whether the customer has logged in with this device before
   */
  record Authenticated(Customer customer, boolean onKnownDevice) implements Authentication {}

  /**
   * The login is refused.
   *
   * @param detail for the decision log; the caller does not see it
   */
  record Denied(AuthError error, String detail, Duration retryAfter) implements Authentication {

    /** The same answer for every reason, so that it reveals nothing. */
    static Denied failed(String detail) {
      return new Denied(AuthError.LOGIN_FAILED, detail, AuthError.LOGIN_FAILED.retryAfter());
    }

    /** A locked account or device is answered like a wrong password. */
    static Denied locked(Admission.Locked locked) {
      String detail = locked.reason().label();
      return switch (locked.reason()) {
        case ACCOUNT_LOCKED, DEVICE_LOCKED, DEVICES_LOCKED -> failed(detail);
        case ADDRESS_LOCKED -> new Denied(AuthError.TOO_MANY_LOGINS, detail, locked.left());
      };
    }

    static Denied busy() {
      return new Denied(AuthError.OVERLOADED, "busy", AuthError.OVERLOADED.retryAfter());
    }

    Refusal refusal() {
      return Refusal.after(error, retryAfter);
    }
  }
}
