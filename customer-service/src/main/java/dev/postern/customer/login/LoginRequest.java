package dev.postern.customer.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.web.FormParameters;
import dev.postern.common.web.MediaTypes;
import dev.postern.customer.account.Username;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.session.SessionMode;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A login as sent.
 *
 * @param username none if no username can have the form that was sent; the login then fails like
 *     any other
 * @param mode the credential that carries on the login
 * @param anonymousId the identifier that the customer had before the login, as sent
 */
record LoginRequest(
    Optional<Username> username,
    Secret password,
    Channel channel,
    SessionMode mode,
    Optional<String> anonymousId) {
  private static final int MAX_PASSWORD_BYTES = 1_024;

  /**
   * Reads a form or a JSON object.
   *
   * @throws Refusal if it is neither, if a field is missing or if the password is too long
   */
  static LoginRequest read(@Nullable String contentType, byte[] body) {
    Function<String, Optional<String>> fields = fields(contentType, body);
    String username = fields.apply("username").orElseThrow(() -> missing("username"));
    Secret password =
        password("password", fields.apply("password").orElseThrow(() -> missing("password")));
    Channel channel =
        fields
            .apply("channel")
            .map(
                name ->
                    Channel.parse(name).orElseThrow(() -> invalid("channel: web, ios or android.")))
            .orElse(Channel.WEB);
    return new LoginRequest(
        Username.parse(username),
        password,
        channel,
        mode(fields.apply("session")),
        fields.apply("anonymous_id"));
  }

  /**
   * Reads a login of the Dsquares contract: a form with names in any case.
   *
   * @throws Refusal if it is anything else
   */
  static LoginRequest readDsquares(@Nullable String contentType, byte[] body) {
    if (!MediaTypes.is(contentType, MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
      throw new Refusal(
          AuthError.MEDIA_TYPE_UNSUPPORTED, "Send application/x-www-form-urlencoded.");
    }
    FormParameters form =
        FormParameters.parse(body)
            .flatMap(FormParameters::withLowerCaseNames)
            .orElseThrow(() -> invalid("The form is malformed, or repeats a parameter."));
    if (!form.get("grant_type").orElse("").equalsIgnoreCase("password")) {
      throw invalid("Grant_Type: Password.");
    }
    String username = form.getEvenIfEmpty("username").orElseThrow(() -> missing("Username"));
    Secret password =
        password(
            "password", form.getEvenIfEmpty("password").orElseThrow(() -> missing("Password")));
    return new LoginRequest(
        Username.parse(username), password, Channel.WEB, SessionMode.REFRESHABLE, Optional.empty());
  }

  private static SessionMode mode(Optional<String> session) {
    return switch (session.orElse("token")) {
      case "token" -> SessionMode.TOKEN;
      case "cookie" -> SessionMode.COOKIE;
      default -> throw invalid("session: token or cookie.");
    };
  }

  /**
   * @throws Refusal if the password is too long
   */
  static Secret password(String field, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES) {
      throw invalid(field + ": at most " + MAX_PASSWORD_BYTES + " octets.");
    }
    return Secret.of(text);
  }

  private static Function<String, Optional<String>> fields(
      @Nullable String contentType, byte[] body) {
    if (MediaTypes.is(contentType, MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
      FormParameters form =
          FormParameters.parse(body).orElseThrow(() -> invalid("The form is malformed."));
      return form::getEvenIfEmpty;
    }
    if (MediaTypes.is(contentType, MediaType.APPLICATION_JSON_TYPE)) {
      JsonNode json =
          StrictJson.object(body).orElseThrow(() -> invalid("The JSON object is malformed."));
      return name -> text(json, name);
    }
    throw new Refusal(
        AuthError.MEDIA_TYPE_UNSUPPORTED,
        "Send application/x-www-form-urlencoded or application/json.");
  }

  /**
   * @throws Refusal if the member exists and is no string
   */
  static Optional<String> text(JsonNode json, String name) {
    if (json.has(name) && !json.get(name).isTextual()) {
      throw invalid(name + ": a string.");
    }
    return StrictJson.text(json, name);
  }

  static Refusal missing(String field) {
    return invalid(field + " is missing.");
  }

  static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
