package dev.postern.auth.client;

import dev.postern.common.auth.AuthError;
import dev.postern.common.jwt.JwtClaims;
import dev.postern.common.jwt.JwtForm;
import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.secret.Secret;
import dev.postern.common.web.FormParameters;
import dev.postern.common.web.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@link ClientCredentials} out of a request. Pure. */
final class CredentialsReader {
  private static final String ASSERTION = "client_assertion";
  private static final String ASSERTION_TYPE = "client_assertion_type";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int MAX_CHARS = 256;

  /** The form of ids made here, and of names of services: no secret has it. */
  private static final Pattern SHOWABLE_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+-(service|operator)");

  private static final String BASIC = "basic ";

  private CredentialsReader() {}

  static CredentialsReading read(List<String> authorization, FormParameters form) {
    if (authorization.size() > 1) {
      return new CredentialsReading.Unreadable(AuthError.AUTHORIZATION_REPEATED);
    }
    boolean basic = !authorization.isEmpty();
    boolean asserted = form.get(ASSERTION).or(() -> form.get(ASSERTION_TYPE)).isPresent();
    if (Stream.of(basic, form.get("client_secret").isPresent(), asserted)
            .filter(used -> used)
            .count()
        > 1) {
      return new CredentialsReading.Unreadable(AuthError.REQUEST_INVALID);
    }
    if (asserted) {
      return assertion(form);
    }
    return basic ? basic(authorization.get(0), form) : post(form);
  }

  static boolean isShowable(String clientId) {
    return SHOWABLE_ID.matcher(clientId).matches();
  }

  /** RFC 7521 §4.2. The assertion names the client; {@code client_id} may only repeat it. */
  private static CredentialsReading assertion(FormParameters form) {
    if (form.get(ASSERTION).isEmpty() || form.get(ASSERTION_TYPE).isEmpty()) {
      return new CredentialsReading.Unreadable(AuthError.REQUEST_INVALID);
    }
    return form.get(ASSERTION_TYPE)
        .filter(JWT_BEARER::equals)
        .flatMap(jwtBearer -> form.get(ASSERTION))
        .flatMap(text -> UnverifiedJwt.parse(text, JwtForm.CLIENT_ASSERTION))
        .flatMap(CredentialsReader::named)
        .filter(read -> form.get("client_id").map(read.clientId()::equals).orElse(true))
        .<CredentialsReading>map(CredentialsReading.Read::new)
        .orElseGet(() -> new CredentialsReading.Unreadable(AuthError.CLIENT_INVALID));
  }

  private static Optional<ClientCredentials> named(UnverifiedJwt jwt) {
    return jwt.claims()
        .flatMap(JwtClaims::subject)
        .filter(PlainText::isPlain)
        .map(subject -> new ClientCredentials.ByAssertion(subject, jwt));
  }

  private static CredentialsReading post(FormParameters form) {
    Optional<String> id = form.get("client_id");
    Optional<String> secret = form.get("client_secret");
    return id.isPresent() && secret.isPresent()
        ? presented(id.get(), secret.get())
        : new CredentialsReading.Absent();
  }

  /** Id and secret are form-encoded inside the base64 (RFC 6749 §2.3.1). */
  private static CredentialsReading basic(String line, FormParameters form) {
    Optional<String> pair =
        Optional.of(line)
            .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(BASIC))
            .flatMap(text -> base64(text.substring(BASIC.length()).strip()));
    int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
    if (colon < 0) {
      return new CredentialsReading.Unreadable(AuthError.AUTHORIZATION_MALFORMED);
    }
    Optional<String> id = FormParameters.decode(pair.get().substring(0, colon));
    Optional<String> secret = FormParameters.decode(pair.get().substring(colon + 1));
    if (id.isEmpty() || secret.isEmpty()) {
      return new CredentialsReading.Unreadable(AuthError.AUTHORIZATION_MALFORMED);
    }
    return form.get("client_id").filter(other -> !other.equals(id.get())).isPresent()
        ? new CredentialsReading.Unreadable(AuthError.REQUEST_INVALID)
        : presented(id.get(), secret.get());
  }

  private static CredentialsReading presented(String id, String secret) {
    return id.length() <= MAX_CHARS && secret.length() <= MAX_CHARS && PlainText.isPlain(id)
        ? new CredentialsReading.Read(new ClientCredentials.BySecret(id, Secret.of(secret)))
        : new CredentialsReading.Unreadable(AuthError.REQUEST_INVALID);
  }

  private static Optional<String> base64(String text) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
