package dev.postern.customer.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.web.MediaTypes;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * A change of password as sent: {@code {"current": "…", "new": "…"}}.
 *
 * @param fresh {@code new}; it is not checked against the rules yet
 */
record PasswordChange(Secret current, Secret fresh) {

  /**
   * Reads it as strictly as a login.
   *
   * @throws Refusal if it is no such object, if a field is missing or too long, or if both
   *     passwords are equal
   */
  static PasswordChange read(@Nullable String contentType, byte[] body) {
    if (!MediaTypes.is(contentType, MediaType.APPLICATION_JSON_TYPE)) {
      throw new Refusal(AuthError.MEDIA_TYPE_UNSUPPORTED, "Send application/json.");
    }
    JsonNode json =
        StrictJson.object(body)
            .orElseThrow(() -> LoginRequest.invalid("The JSON object is malformed."));
    PasswordChange change = new PasswordChange(secret(json, "current"), secret(json, "new"));
    if (change.current().equals(change.fresh())) {
      throw LoginRequest.invalid("The new password is the current one.");
    }
    return change;
  }

  private static Secret secret(JsonNode json, String name) {
    return LoginRequest.password(
        name, LoginRequest.text(json, name).orElseThrow(() -> LoginRequest.missing(name)));
  }
}
