package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import java.util.List;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Parser;

/** {@code Content-Digest} (RFC 9530 §2), of which {@code sha-256} must be there. */
final class ContentDigest {
  private static final String NAME = "content-digest";
  private static final String ALGORITHM = "sha-256";
  private static final int MAX_CHARS = 1_024;

  private ContentDigest() {}

  /** Whether it is the body's; it may be missing only if there is no body. */
  static boolean holds(SentRequest sent) {
    List<String> lines = sent.headers().all(NAME);
    if (lines.isEmpty()) {
      return sent.body().length == 0;
    }
    if (lines.stream().mapToInt(String::length).sum() > MAX_CHARS) {
      return false;
    }
    try {
      return new Parser(lines).parseDictionary().get().get(ALGORITHM) instanceof ByteSequenceItem it
          && Digests.areEqual(octets(it), Digests.sha256(sent.body()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static byte[] octets(ByteSequenceItem item) {
    byte[] octets = new byte[item.get().remaining()];
    item.get().duplicate().get(octets);
    return octets;
  }
}
