package dev.postern.auth.token;

import java.time.Duration;
import java.util.Optional;

/**
 * What a customer token will say.
 *
 * @param sessionId the login or refresh family whose revocation revokes the token
 * @param longest the longest lifetime, if the login ends before the usual lifetime
 */
record CustomerGrant(
    String customerId, String channel, String sessionId, Optional<Duration> longest) {}
