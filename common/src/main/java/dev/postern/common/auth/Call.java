package dev.postern.common.auth;

/**
 * The call that a decision is about, as the decision log names it.
 *
 * @param transport {@code REST} or {@code GRPC}
 * @param route the method called, by its name in the code; {@code unmatched} if there is none
 * @param client where the call comes from
 */
public record Call(String transport, String route, String traceId, ClientAddress client) {}
