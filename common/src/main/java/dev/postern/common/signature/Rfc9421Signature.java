package dev.postern.common.signature;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;

/**
 * A signature in Postern's profile of RFC 9421. It must cover the method, the authority and the
 * path; if present, also the query, the content type, and the body through {@code Content-Digest}.
 *
 * @param covered the value in {@code Signature-Input}: the covered components and the signature
 *     parameters
 */
record Rfc9421Signature(String keyId, long timestamp, String nonce, InnerList covered, byte[] mac)
    implements PresentedSignature {

  @Override
  public OptionalLong expires() {
    return Rfc9421Reader.seconds(covered, "expires");
  }

  @Override
  public Optional<String> signedText(SentRequest sent) {
    return CanonicalRequest.of(sent)
        .filter(request -> coversRequiredComponents(request, sent))
        .filter(request -> ContentDigest.matches(sent))
        .flatMap(request -> SignatureBase.of(covered, request, sent.headers()));
  }

  private boolean coversRequiredComponents(CanonicalRequest request, SentRequest sent) {
    List<?> names = covered.get().stream().map(Item::get).toList();
    return names.containsAll(List.of("@method", "@authority", "@path"))
        && (request.query().isEmpty() || names.contains("@query"))
        && (sent.headers().all("content-type").isEmpty() || names.contains("content-type"))
        && (sent.body().length == 0 || names.contains("content-digest"));
  }
}
