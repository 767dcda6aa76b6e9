package dev.postern.customer.importing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import dev.postern.customer.importing.ImportLine.Rejected;
import dev.postern.customer.importing.ImportLine.Valid;
import dev.postern.customer.password.PasswordHash;
import dev.postern.customer.profile.ProfileReader;
import java.util.Optional;

/**
 * Reads the lines of an import: {@code {"username", "password_hash", "status", "profile": {…}}}.
 * Pure; refuses an invalid line with a stable word.
 */
final class LineParser {
  private LineParser() {}

  /** Nothing for a blank line. */
  static Optional<ImportLine> parse(LineSplitter.Line line) {
    if (line.tooLong()) {
      return Optional.of(new Rejected(line.number(), "line_too_long"));
    }
    if (isBlank(line.bytes())) {
      return Optional.empty();
    }
    return Optional.of(
        StrictJson.object(line.bytes())
            .map(json -> read(line.number(), json))
            .orElseGet(() -> new Rejected(line.number(), "json_malformed")));
  }

  private static ImportLine read(long number, JsonNode json) {
    Optional<Username> username = StrictJson.text(json, "username").flatMap(Username::parse);
    if (username.isEmpty()) {
      return new Rejected(number, "username_invalid");
    }
    Optional<String> phc = StrictJson.text(json, "password_hash");
    Optional<PasswordHash> hash = phc.flatMap(PasswordHash::read);
    if (hash.isEmpty()) {
      return new Rejected(number, "password_hash_unsupported");
    }
    if (!hash.get().isAffordable()) {
      return new Rejected(number, "password_hash_too_dear");
    }
    Optional<CustomerStatus> status = status(json);
    if (status.isEmpty()) {
      return new Rejected(number, "status_invalid");
    }
    return ProfileReader.read(json.path("profile"))
        .<ImportLine>map(
            profile ->
                new Valid(number, username.get(), Secret.of(phc.get()), status.get(), profile))
        .orElseGet(() -> new Rejected(number, "profile_invalid"));
  }

  /** {@code active} by default. */
  private static Optional<CustomerStatus> status(JsonNode json) {
    return switch (json.path("status").asText(json.has("status") ? "" : "active")) {
      case "active" -> Optional.of(CustomerStatus.ACTIVE);
      case "disabled" -> Optional.of(CustomerStatus.DISABLED);
      default -> Optional.empty();
    };
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte one : bytes) {
      if (one != ' ' && one != '\t' && one != '\r') {
        return false;
      }
    }
    return true;
  }
}
