package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;

/** RFC 9421 appendix B.2.5: the test request of B.2, signed with hmac-sha256. */
class Rfc9421AppendixBTest {
  private static final Secret B15_SHARED_SECRET =
      Secret.of(
          Base64.getDecoder()
              .decode(
                  "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasj"
                      + "lTMtDQ=="));
  private static final Sent B2_REQUEST =
      new Sent(
              "POST", "example.com", "/foo?param=Value&Pet=dog", Map.of(), "{\"hello\": \"world\"}")
          .header("date", "Tue, 20 Apr 2021 02:07:55 GMT")
          .header("content-type", "application/json")
          .header(
              "content-digest",
              "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwE"
                  + "mTHWXvJwew==:");
  private static final InnerList B25_COVERED =
      Parser.parseInnerList(
          "(\"date\" \"@authority\" \"content-type\");created=1618884473"
              + ";keyid=\"test-shared-secret\"");
  private static final String B25_SIGNATURE = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=";

  @Test
  void b25VerifiesHmacSha256SignatureButNotOfAnotherRequest() {
    assertThat(verifies(B2_REQUEST)).isTrue();
    assertThat(verifies(B2_REQUEST.withAuthority("example.org"))).isFalse();
    assertThat(verifies(B2_REQUEST.withAuthority("EXAMPLE.com:443"))).isTrue();
  }

  @Test
  void b25SignatureBaseMatchesTheDocument() {
    assertThat(base(B2_REQUEST))
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@authority": example.com
            "content-type": application/json
            "@signature-params": ("date" "@authority" "content-type")\
            ;created=1618884473;keyid="test-shared-secret\"\
            """);
  }

  /** The examples of derived components in §2.2, combined in one request. */
  @Test
  void derivedComponentsMatchTheDocument() {
    InnerList covered =
        Parser.parseInnerList(
            "(\"@method\" \"@target-uri\" \"@authority\" \"@scheme\" \"@request-target\" \"@path\""
                + " \"@query\")");
    Sent sent = new Sent("POST", "www.example.com", "/path?param=value", Map.of(), "");

    assertThat(SignatureBase.of(covered, canonical(sent), sent.request().headers()).orElseThrow())
        .startsWith(
            """
            "@method": POST
            "@target-uri": https://www.example.com/path?param=value
            "@authority": www.example.com
            "@scheme": https
            "@request-target": /path?param=value
            "@path": /path
            "@query": ?param=value
            """);
  }

  private static boolean verifies(Sent sent) {
    return Hmac.verifies(
        base(sent), Base64.getDecoder().decode(B25_SIGNATURE), List.of(B15_SHARED_SECRET));
  }

  private static String base(Sent sent) {
    return SignatureBase.of(B25_COVERED, canonical(sent), sent.request().headers()).orElseThrow();
  }

  private static CanonicalRequest canonical(Sent sent) {
    return CanonicalRequest.of(sent.request()).orElseThrow();
  }
}
