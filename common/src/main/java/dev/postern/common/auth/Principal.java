package dev.postern.common.auth;

/**
 * The party that was authenticated: a client, or a customer who calls on their own.
 *
 * <p>Operators are added with the console.
 */
public sealed interface Principal permits ClientPrincipal, CustomerPrincipal {}
