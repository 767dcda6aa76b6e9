package dev.postern.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.client.ClientCredentials.ByAssertion;
import dev.postern.auth.client.ClientCredentials.BySecret;
import dev.postern.common.auth.AuthError;
import dev.postern.common.web.FormParameters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client may present its credentials, and which forms are refused. */
class ClientCredentialsTest {
  private static final String TYPE =
      "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final String jwt =
      new TestClient("one").sign("{\"sub\":\"" + TestClient.ID + "\",\"iss\":\"whoever\"}");

  private static CredentialsReading read(String form, String... authorization) {
    return ClientCredentials.read(List.of(authorization), FormParameters.parse(form).orElseThrow());
  }

  private static ClientCredentials presented(String form, String... authorization) {
    CredentialsReading reading = read(form, authorization);
    assertThat(reading).isInstanceOf(CredentialsReading.Read.class);
    return ((CredentialsReading.Read) reading).credentials();
  }

  private static void refuses(AuthError error, String form, String... authorization) {
    assertThat(read(form, authorization)).isEqualTo(new CredentialsReading.Unreadable(error));
  }

  private static String basic(String pair) {
    return "Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsSecretFromTheFormOrTheHeader() {
    ClientCredentials inForm = presented("client_id=me&client_secret=s");
    ClientCredentials inHeader = presented("", basic("me:s"));

    assertThat(inForm).isInstanceOf(BySecret.class).isEqualTo(inHeader);
    assertThat(inForm.clientId()).isEqualTo("me");
  }

  @Test
  void takesTheClientIdFromTheAssertion() {
    ClientCredentials credentials = presented(TYPE + "&client_assertion=" + jwt);

    assertThat(credentials).isInstanceOf(ByAssertion.class);
    assertThat(credentials.clientId()).isEqualTo(TestClient.ID);
    assertThat(credentials.showableId()).isEqualTo(TestClient.ID);
  }

  @Test
  void rejectsClientIdThatDiffersFromTheAssertion() {
    String form = TYPE + "&client_assertion=" + jwt + "&client_id=";

    assertThat(presented(form + TestClient.ID).clientId()).isEqualTo(TestClient.ID);
    refuses(AuthError.CLIENT_INVALID, form + "another");
  }

  @Test
  void rejectsTwoKindsOfCredentialsAtOnce() {
    String asserted = TYPE + "&client_assertion=" + jwt;

    refuses(AuthError.REQUEST_INVALID, asserted + "&client_secret=s&client_id=me");
    refuses(AuthError.REQUEST_INVALID, asserted, basic("me:s"));
    refuses(AuthError.REQUEST_INVALID, "client_secret=s", basic("me:s"));
    refuses(AuthError.REQUEST_INVALID, TYPE, basic("me:s"));
    refuses(AuthError.AUTHORIZATION_REPEATED, "", basic("me:s"), basic("me:s"));
  }

  @Test
  void rejectsAssertionWithoutTypeAndTypeWithoutAssertion() {
    refuses(AuthError.REQUEST_INVALID, TYPE + "&client_id=me");
    refuses(AuthError.REQUEST_INVALID, TYPE + "&client_assertion=");
    refuses(AuthError.REQUEST_INVALID, "client_assertion=" + jwt);
  }

  @Test
  void rejectsAssertionOfAnotherType() {
    String saml = TYPE.replace("jwt-bearer", "saml2-bearer");

    refuses(AuthError.CLIENT_INVALID, saml + "&client_assertion=" + jwt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"sub\":1}", "{\"sub\":\"\"}", "{\"sub\":\"a\\u0000\"}", "[]", "x"})
  void rejectsAssertionWithoutSubject(String claims) {
    String withoutSubject = new TestClient("one").sign(claims);

    refuses(AuthError.CLIENT_INVALID, TYPE + "&client_assertion=" + withoutSubject);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b", "a.b.c", "e30.e30.", "..", "a.b.c.d.e"})
  void rejectsAssertionThatIsNotAJwt(String text) {
    refuses(AuthError.CLIENT_INVALID, TYPE + "&client_assertion=" + text);
  }

  @Test
  void findsNoCredentialsWhereNoneArePresented() {
    assertThat(read("")).isInstanceOf(CredentialsReading.Absent.class);
    assertThat(read("client_id=me")).isInstanceOf(CredentialsReading.Absent.class);
  }

  @Test
  void showsNoSecretInTheTextOfCredentials() {
    String[] parts = jwt.split("\\.", -1);

    assertThat(presented(TYPE + "&client_assertion=" + jwt).toString()).doesNotContain(parts);
    assertThat(presented("client_id=me&client_secret=psts_x").toString()).doesNotContain("psts_x");
    assertThat(presented("client_id=psts_x&client_secret=me").showableId()).isEqualTo("not shown");
  }
}
