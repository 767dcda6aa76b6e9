/**
 * The pipeline by which every request, REST or gRPC, is let in or refused.
 *
 * <p>A request passes through {@link dev.postern.common.auth.Pipeline}: the {@link
 * dev.postern.common.auth.Scheme}s find and prove the credentials, one class for each kind; the
 * {@link dev.postern.common.auth.Check}s ({@link dev.postern.common.auth.RevocationCheck}, {@link
 * dev.postern.common.auth.CrossSiteCheck}, {@link dev.postern.common.auth.Authorization}) compare
 * what was proven with the method's {@link dev.postern.common.auth.Requirements}; the {@link
 * dev.postern.common.auth.Claim}s take what can be taken once; the {@link
 * dev.postern.common.auth.DecisionLog} records the decision. A method states its requirements by
 * {@link dev.postern.common.auth.Guarded} or {@link dev.postern.common.auth.Open}. Every refusal
 * comes from the one table {@link dev.postern.common.auth.AuthError}. Nothing here knows a
 * framework.
 */
@NullMarked
package dev.postern.common.auth;

import org.jspecify.annotations.NullMarked;
