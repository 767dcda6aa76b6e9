/**
 * What the OAuth endpoints share: reading a form, authenticating the client, error responses of RFC
 * 6749 §5.2, and one line in the decision log.
 *
 * <p>A resource hands its request to {@link dev.postern.auth.oauth.OAuthEndpoint}. {@link
 * dev.postern.auth.oauth.OAuthRequests} reads it, {@code client} authenticates the client, the
 * resource answers with an {@link dev.postern.auth.oauth.OAuthAnswer}, and {@link
 * dev.postern.auth.oauth.OAuthDecisionLog} records the decision.
 */
@NullMarked
package dev.postern.auth.oauth;

import org.jspecify.annotations.NullMarked;
