package dev.postern.common.revocation;

import java.time.Instant;

/**
 * One entry of the log of security events.
 *
 * @param seq its number: gapless, in the order of commits
 * @param createdAt by the clock of the auth-service that wrote it
 */
public record SecurityEvent(
    long seq, RevocationKind kind, RevocationEntry entry, Instant createdAt) {}
