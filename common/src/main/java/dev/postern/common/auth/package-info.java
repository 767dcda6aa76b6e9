/**
 * The pipeline by which every request, REST or gRPC, is let in or refused.
 *
 * <p>A request passes through {@link dev.postern.common.auth.Pipeline}: {@link
 * dev.postern.common.auth.Extractor} reads the credentials out of the headers, the {@link
 * dev.postern.common.auth.CredentialVerifier}s prove them one after the other, {@link
 * dev.postern.common.auth.RevocationCheck} asks whether they were revoked since, {@link
 * dev.postern.common.auth.Authorizer} compares what was proven with what the method asks for, and
 * the audit line is written. What a method asks for it states itself, by {@link
 * dev.postern.common.auth.Guarded} or {@link dev.postern.common.auth.Open}; every refusal comes
 * from the one table {@link dev.postern.common.auth.AuthError}. Nothing here knows a framework.
 */
@NullMarked
package dev.postern.common.auth;

import org.jspecify.annotations.NullMarked;
