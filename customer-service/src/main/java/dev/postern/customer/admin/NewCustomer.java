package dev.postern.customer.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Username;
import dev.postern.customer.profile.ProfileReader;
import dev.postern.profile.v1.Profile;
import java.util.List;

/**
 * A customer to be created, as an operator sends it: a line of an import with a password in place
 * of the hash.
 *
 * @param profile without its customer_id, which is not known yet
 */
record NewCustomer(Username username, Secret password, Profile profile) {
  private static final List<String> OF_IMPORTS = List.of("password_hash", "status");

  /**
   * Reads it. The password is not checked against the rules yet.
   *
   * @throws Refusal if a field is missing or invalid
   */
  static NewCustomer read(JsonNode json) {
    if (OF_IMPORTS.stream().anyMatch(json::has)) {
      throw invalid("password_hash and status: by an import only.");
    }
    Username username =
        StrictJson.text(json, "username")
            .flatMap(Username::parse)
            .orElseThrow(() -> invalid("username: 1 to 254 characters, none of control."));
    Secret password = password(json);
    Profile profile =
        ProfileReader.read(json.path("profile"))
            .orElseThrow(
                () -> invalid("profile: name.given, name.family and locale are needed; strings."));
    return new NewCustomer(username, password, profile);
  }

  /**
   * @throws Refusal if there is no password
   */
  static Secret password(JsonNode json) {
    return StrictJson.text(json, "password")
        .map(Secret::of)
        .orElseThrow(() -> invalid("password: a string."));
  }

  static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
