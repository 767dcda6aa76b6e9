package dev.postern.auth.token;

import java.time.Duration;
import java.util.Optional;

/**
 * What a customer's token is to say.
 *
 * @param sessionId the login or refresh family that it dies with
 * @param longest how long it may live at most, if it must end with something
 */
record CustomerGrant(
    String customerId, String channel, String sessionId, Optional<Duration> longest) {}
