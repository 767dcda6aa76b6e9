package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationKindTest {

  @ParameterizedTest
  @EnumSource(RevocationKind.class)
  void readsCodeAndLabelBack(RevocationKind kind) {
    assertThat(RevocationKind.ofCode(kind.code())).isEqualTo(kind);
    assertThat(RevocationKind.ofLabel(kind.label())).contains(kind);
  }

  /** They are on the wire and in databases: a change here revokes the wrong credentials. */
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN,0,unknown",
    "TOKEN,1,token",
    "FAMILY,2,family",
    "SUBJECT,3,subject",
    "CLIENT,4,client",
    "API_KEY,5,api-key",
    "SIGNING_KEY,6,signing-key",
    "CLIENT_SECRET,7,client-secret",
    "HMAC_KEY,9,hmac-key"
  })
  void codesAndLabelsNeverChange(RevocationKind kind, int code, String label) {
    assertThat(kind.code()).isEqualTo(code);
    assertThat(kind.label()).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 99, 256 + 1})
  void readsCodeOfNewerVersionAsUnknown(int code) {
    assertThat(RevocationKind.ofCode(code)).isEqualTo(RevocationKind.UNKNOWN);
  }

  @Test
  void findsNoKindForAnotherWord() {
    assertThat(RevocationKind.ofLabel("API_KEY")).isEmpty();
    assertThat(RevocationKind.ofLabel("")).isEmpty();
  }
}
