/**
 * The guard of REST.
 *
 * <p>A request passes {@link dev.postern.common.guard.rest.RestGuard} after its method is matched
 * and before the method runs: the guard reads the body, makes a {@link
 * dev.postern.common.auth.Request}, asks the pipeline, and answers a refusal. {@link
 * dev.postern.common.guard.rest.RestExceptionMapper} answers everything that is thrown later.
 */
@NullMarked
package dev.postern.common.guard.rest;

import org.jspecify.annotations.NullMarked;
