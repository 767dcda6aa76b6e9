package dev.postern.common.auth;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.signature.SentRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One call as the pipeline sees it, whatever the transport.
 *
 * @param queryNames the decoded names of the query's parameters
 * @param sent the octets of it, where they can be signed: a stream cannot
 */
public record Request(
    AuditEvent.Call call,
    Target target,
    Headers headers,
    Set<String> queryNames,
    Body body,
    Optional<SentRequest> sent) {

  /** One that cannot be signed. */
  public Request(
      AuditEvent.Call call, Target target, Headers headers, Set<String> queryNames, Body body) {
    this(call, target, headers, queryNames, body, Optional.empty());
  }

  /**
   * What the client addressed, as it was sent: nothing is decoded.
   *
   * @param method in upper case
   * @param authority {@code Host} or {@code :authority}
   * @param query without the question mark; empty if there is none
   */
  public record Target(String method, String authority, String path, String query) {}

  /**
   * The header lines, or metadata entries, of a lower-case name: as many as were sent, in order.
   */
  @FunctionalInterface
  public interface Headers {
    List<String> all(String lowerCaseName);
  }

  /**
   * What the body says of the customer.
   *
   * @param error why the body cannot be read for this at all
   */
  public record Body(
      Optional<AuthError> error, Optional<String> customerAuth, Optional<String> customerId) {
    public static final Body EMPTY = of(Optional.empty(), Optional.empty());

    public static Body of(Optional<String> customerAuth, Optional<String> customerId) {
      return new Body(Optional.empty(), customerAuth, customerId);
    }

    public static Body unreadable(AuthError error) {
      return new Body(Optional.of(error), Optional.empty(), Optional.empty());
    }
  }
}
