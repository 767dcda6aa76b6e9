package dev.postern.common.signature;

import java.util.List;

/**
 * A request as its sender has put it: nothing decoded, nothing made canonical.
 *
 * @param authority the {@code Host} header or {@code :authority}
 * @param target path and query, the raw octets of the request line or {@code :path}
 * @param body the octets received; empty if there was none
 */
public record SentRequest(
    String method, String authority, String target, Headers headers, byte[] body) {
  private static final String CONTENT_TYPE_OF_GRPC = "application/grpc";

  /** The header lines of a lower-case name: as many as were sent, in order. */
  @FunctionalInterface
  public interface Headers {
    List<String> all(String lowerCaseName);
  }

  /**
   * A unary gRPC call. It is signed in the form v3 only: RFC 9421 speaks of HTTP bodies, and the
   * message's frame is none of the sender's business.
   *
   * @param message the octets of the one message, without its frame
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
