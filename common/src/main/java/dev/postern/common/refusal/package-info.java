/**
 * One refusal and its two forms: {@link dev.postern.common.refusal.Problem} over REST, {@link
 * dev.postern.common.refusal.GrpcErrors} over gRPC.
 *
 * <p>{@link dev.postern.common.refusal.Refusal} carries a refusal out of a reactive chain. {@link
 * dev.postern.common.refusal.OutageClassifier} tells an outage, which is 503, from a bug, which is
 * 500.
 */
@NullMarked
package dev.postern.common.refusal;

import org.jspecify.annotations.NullMarked;
