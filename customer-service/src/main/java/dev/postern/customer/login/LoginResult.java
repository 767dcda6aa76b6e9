package dev.postern.customer.login;

import dev.postern.common.secret.Secret;
import dev.postern.customer.session.StartedSession;
import java.util.Optional;

/**
 * A login that has succeeded.
 *
 * @param setDeviceCookie the {@code Set-Cookie} header of a new device; none on a known device
 */
record LoginResult(StartedSession started, Optional<Secret> setDeviceCookie) {}
