package dev.postern.architecture;

import dev.postern.common.signature.SentRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request to an endpoint, with what the caller presents. */
final class Attempt {
  private static final byte[] NO_BODY = {};
  static final String AUTHORITY = "api.example.com";

  private final Endpoint endpoint;
  private final Map<String, List<String>> headers = new HashMap<>();
  private Optional<String> customerId = Optional.empty();
  private boolean nonceUsed;

  Attempt(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Adds a header line. */
  Attempt header(String name, String value) {
    headers.computeIfAbsent(name, lines -> new ArrayList<>()).add(value);
    return this;
  }

  /** Names a customer in the body. */
  Attempt customerId(String id) {
    customerId = Optional.of(id);
    return this;
  }

  /** The nonce of its signature has been used before. */
  Attempt nonceUsed() {
    nonceUsed = true;
    return this;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Optional<String> customerId() {
    return customerId;
  }

  boolean isNonceUsed() {
    return nonceUsed;
  }

  List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** As its sender signs it. */
  SentRequest sent() {
    return endpoint.transport() == Endpoint.Transport.GRPC
        ? SentRequest.ofGrpc(AUTHORITY, endpoint.path(), this::headers, NO_BODY)
        : new SentRequest(endpoint.verb(), AUTHORITY, endpoint.path(), this::headers, NO_BODY);
  }
}
