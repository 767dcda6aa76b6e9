package dev.postern.common.key;

import java.time.Duration;

/**
 * How much of a directory's answers is remembered.
 *
 * @param timeToLive after this an answer is asked for again
 * @param inOutage so much longer what was found is the answer while the directory fails
 */
public record AnswerBounds(int maxEntries, Duration timeToLive, Duration inOutage) {}
