package dev.postern.common.signature;

import java.util.List;

/**
 * A request as received: nothing is decoded or normalized.
 *
 * @param authority the {@code Host} field or {@code :authority}
 * @param target path and query, the raw bytes of the request line or {@code :path}
 * @param body the received bytes; empty if there was no body
 */
public record SentRequest(
    String method, String authority, String target, Headers headers, byte[] body) {
  private static final String CONTENT_TYPE_OF_GRPC = "application/grpc";

  /** The lines of the field with this lower-case name, as received and in order. */
  @FunctionalInterface
  public interface Headers {
    List<String> all(String lowerCaseName);
  }

  /**
   * Returns the signed form of a unary gRPC call. It can be signed in v3.0 form only: RFC 9421
   * covers the HTTP body, and the sender does not control the gRPC message frame.
   *
   * @param message the bytes of the single message, without its frame
   */
  public static SentRequest ofGrpc(
      String authority, String path, Headers metadata, byte[] message) {
    Headers headers =
        name ->
            switch (name) {
              case "content-type" -> List.of(CONTENT_TYPE_OF_GRPC);
              case Rfc9421Reader.SIGNATURE_INPUT -> List.of();
              default -> metadata.all(name);
            };
    return new SentRequest("POST", authority, path, headers, message);
  }
}
