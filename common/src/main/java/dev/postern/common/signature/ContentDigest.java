package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import java.util.List;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Parser;

/**
 * Checks the {@code Content-Digest} field (RFC 9530 §2). The {@code sha-256} digest is required.
 */
final class ContentDigest {
  private static final String NAME = "content-digest";
  private static final String ALGORITHM = "sha-256";
  private static final int MAX_CHARS = 1_024;

  private ContentDigest() {}

  /** Whether the digest matches the body. The field may be absent only if the body is empty. */
  static boolean matches(SentRequest sent) {
    List<String> lines = sent.headers().all(NAME);
    if (lines.isEmpty()) {
      return sent.body().length == 0;
    }
    if (lines.stream().mapToInt(String::length).sum() > MAX_CHARS) {
      return false;
    }
    try {
      return new Parser(lines).parseDictionary().get().get(ALGORITHM) instanceof ByteSequenceItem it
          && Digests.areEqual(bytes(it), Digests.sha256(sent.body()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static byte[] bytes(ByteSequenceItem item) {
    byte[] bytes = new byte[item.get().remaining()];
    item.get().duplicate().get(bytes);
    return bytes;
  }
}
