package dev.postern.auth.client;

import dev.postern.common.auth.AuthError;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.FormParameters;
import dev.postern.common.transport.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A client's id and secret as presented, nothing proven yet. */
public record ClientCredentials(String clientId, Secret secret) {

  /** What was found in a token request. */
  public sealed interface Extraction {
    record Presented(ClientCredentials credentials) implements Extraction {}

    record NotPresented() implements Extraction {}

    record Malformed(AuthError error) implements Extraction {}
  }

  private static final int MAX_CHARS = 256;

  /** As ids are made here, or as an environment names a service: no secret looks like that. */
  private static final Pattern SHOWABLE_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+-(service|operator)");

  private static final String BASIC = "basic ";

  /**
   * Reads {@code client_secret_basic} or {@code client_secret_post}; both at once are malformed
   * (RFC 6749 §2.3).
   */
  public static Extraction extract(List<String> authorization, FormParameters form) {
    if (authorization.size() > 1) {
      return new Extraction.Malformed(AuthError.AUTHORIZATION_REPEATED);
    }
    if (authorization.isEmpty()) {
      return post(form);
    }
    return form.has("client_secret")
        ? new Extraction.Malformed(AuthError.REQUEST_INVALID)
        : basic(authorization.get(0), form);
  }

  /** The client's id for an audit line; left out if it may be a secret in the wrong field. */
  public String showableId() {
    return SHOWABLE_ID.matcher(clientId).matches() ? clientId : "not shown";
  }

  private static Extraction post(FormParameters form) {
    Optional<String> id = form.get("client_id");
    Optional<String> secret = form.get("client_secret");
    return id.isPresent() && secret.isPresent()
        ? presented(id.get(), secret.get())
        : new Extraction.NotPresented();
  }

  /** Id and secret are form-encoded inside the base64 (RFC 6749 §2.3.1). */
  private static Extraction basic(String line, FormParameters form) {
    Optional<String> pair =
        Optional.of(line)
            .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(BASIC))
            .flatMap(text -> base64(text.substring(BASIC.length()).strip()));
    int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
    if (colon < 0) {
      return new Extraction.Malformed(AuthError.AUTHORIZATION_MALFORMED);
    }
    Optional<String> id = FormParameters.decode(pair.get().substring(0, colon));
    Optional<String> secret = FormParameters.decode(pair.get().substring(colon + 1));
    if (id.isEmpty() || secret.isEmpty()) {
      return new Extraction.Malformed(AuthError.AUTHORIZATION_MALFORMED);
    }
    return form.get("client_id").filter(other -> !other.equals(id.get())).isPresent()
        ? new Extraction.Malformed(AuthError.REQUEST_INVALID)
        : presented(id.get(), secret.get());
  }

  private static Extraction presented(String id, String secret) {
    return id.length() <= MAX_CHARS && secret.length() <= MAX_CHARS && PlainText.isPlain(id)
        ? new Extraction.Presented(new ClientCredentials(id, Secret.of(secret)))
        : new Extraction.Malformed(AuthError.REQUEST_INVALID);
  }

  private static Optional<String> base64(String text) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
