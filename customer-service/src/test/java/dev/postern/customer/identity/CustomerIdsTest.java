package dev.postern.customer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerIdsTest {
  private static final UUID ID = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
  private static KeysetHandle keyset;

  @BeforeAll
  static void makeKeyset() throws GeneralSecurityException {
    DeterministicAeadConfig.register();
    keyset = KeysetHandle.generateNew(PredefinedDeterministicAeadParameters.AES256_SIV);
  }

  private static CustomerIds with(KeysetHandle handle) throws GeneralSecurityException {
    String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
    return new CustomerIds(() -> json);
  }

  private static KeysetHandle rotated() throws GeneralSecurityException {
    return KeysetHandle.newBuilder(keyset)
        .addEntry(
            KeysetHandle.generateEntryFromParameters(
                    PredefinedDeterministicAeadParameters.AES256_SIV)
                .withRandomId()
                .makePrimary())
        .build();
  }

  @Test
  void readsItsOwnIdentifier() throws GeneralSecurityException {
    CustomerIds ids = with(keyset);
    assertThat(ids.read(ids.opaque(ID))).contains(ID);
    assertThat(ids.opaque(ID)).isEqualTo(ids.opaque(ID)).hasSize(50);
  }

  @Test
  void readsOldIdentifiersAfterARotationAndMakesNewOnes() throws GeneralSecurityException {
    String old = with(keyset).opaque(ID);
    CustomerIds ids = with(rotated());

    assertThat(ids.read(old)).contains(ID);
    assertThat(ids.opaque(ID)).isNotEqualTo(old);
    assertThat(ids.read(ids.opaque(ID))).contains(ID);
  }

  @Test
  void rejectsIdentifierOfAnotherKeyset() throws GeneralSecurityException {
    KeysetHandle foreign =
        KeysetHandle.generateNew(PredefinedDeterministicAeadParameters.AES256_SIV);
    assertThat(with(keyset).read(with(foreign).opaque(ID))).isEmpty();
  }

  @Test
  void rejectsChangedIdentifier() throws GeneralSecurityException {
    CustomerIds ids = with(keyset);
    String identifier = ids.opaque(ID);
    assertThat(IntStream.range(0, identifier.length()).mapToObj(i -> twisted(identifier, i)))
        .allMatch(twisted -> ids.read(twisted).isEmpty());
  }

  /** The last character holds bits that mean nothing to a lenient decoder. */
  private static String twisted(String identifier, int at) {
    char other = identifier.charAt(at) == 'B' ? 'C' : (char) (identifier.charAt(at) ^ 1);
    return identifier.substring(0, at) + other + identifier.substring(at + 1);
  }

  @Test
  void rejectsVariantOfAnIdentifier() throws GeneralSecurityException {
    CustomerIds ids = with(keyset);
    String identifier = ids.opaque(ID);
    byte[] bytes = Base64.getUrlDecoder().decode(identifier);
    assertThat(ids.read(Base64.getUrlEncoder().encodeToString(bytes) + "=")).isEmpty();
    assertThat(ids.read(identifier + "==")).isEmpty();
    String spareBits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String start = identifier.substring(0, identifier.length() - 1);
    assertThat(spareBits.chars().mapToObj(last -> start + (char) last).map(ids::read))
        .filteredOn(found -> found.isPresent())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "=", "nobody", "\u0000", "%00", "ä", "AAAAAAAAAAAAAAAAAAAAAAAA"})
  void rejectsOtherText(String odd) throws GeneralSecurityException {
    assertThat(with(keyset).read(odd)).isEmpty();
  }

  @Test
  void rejectsLongText() throws GeneralSecurityException {
    assertThat(with(keyset).read("A".repeat(1_000_000))).isEmpty();
  }

  @Test
  void omitsUnreadableKeysetFromTheMessage() {
    assertThatThrownBy(() -> new CustomerIds(() -> "not-a-keyset"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("not-a-keyset");
  }
}
