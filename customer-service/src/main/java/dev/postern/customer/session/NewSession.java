package dev.postern.customer.session;

import dev.postern.common.session.CustomerSession;
import dev.postern.customer.session.SessionStarter.Login;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A session that starts, as its row is written.
 *
 * @param customer the internal id
 * @param idle the session expires after this unless it is used again
 */
record NewSession(
    UUID id,
    UUID customer,
    String channel,
    SessionMode mode,
    Instant startedAt,
    Duration idle,
    Duration lifetime) {

  /** The idle time is cut to the lifetime. */
  static NewSession of(UUID id, Login login, Instant startedAt, Duration idle, Duration lifetime) {
    return new NewSession(
        id,
        login.customer().id(),
        login.channel().label(),
        login.mode(),
        startedAt,
        idle.compareTo(lifetime) < 0 ? idle : lifetime,
        lifetime);
  }

  CustomerSession toCustomerSession(String customerId) {
    return new CustomerSession(id.toString(), customerId, channel, startedAt, startedAt.plus(idle));
  }
}
