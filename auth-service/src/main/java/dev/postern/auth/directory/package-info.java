/**
 * The credential directory: the other services look up API keys and HMAC keys here over gRPC, and
 * remember the answers until a security event drops them.
 *
 * <p>{@link dev.postern.auth.directory.CredentialDirectoryGrpcService} asks the package of the
 * credential; a new kind of opaque credential is answered here too.
 */
@NullMarked
package dev.postern.auth.directory;

import org.jspecify.annotations.NullMarked;
