package dev.postern.auth.oauth;

import jakarta.ws.rs.core.Response;

/**
 * The answer to an authenticated client.
 *
 * @param detail for the decision log
 */
public record OAuthAnswer(Response response, String detail) {}
