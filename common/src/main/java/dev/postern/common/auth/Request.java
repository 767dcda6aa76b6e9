package dev.postern.common.auth;

import dev.postern.common.signature.SentRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One request as the pipeline sees it, the same for every transport.
 *
 * @param queryNames the decoded names of the query's parameters
 * @param sent the raw request, where it can be signed: a stream cannot
 */
public record Request(
    Call call,
    Target target,
    Headers headers,
    Set<String> queryNames,
    Body body,
    Optional<SentRequest> sent) {

  /** A request that cannot be signed. */
  public Request(Call call, Target target, Headers headers, Set<String> queryNames, Body body) {
    this(call, target, headers, queryNames, body, Optional.empty());
  }

  /** Where the request comes from. */
  public ClientAddress client() {
    return call.client();
  }

  /**
   * The target of the request as the client sent it: nothing is decoded.
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
   * What the body says about the customer.
   *
   * @param error why the body cannot be read
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
