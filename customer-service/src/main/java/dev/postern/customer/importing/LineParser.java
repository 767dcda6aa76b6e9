package dev.postern.customer.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.postern.common.json.StrictJson;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.PlainText;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import dev.postern.customer.importing.ImportLine.Refused;
import dev.postern.customer.importing.ImportLine.Valid;
import dev.postern.customer.password.PasswordHash;
import dev.postern.profile.v1.Address;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of an import: {@code {"username", "password_hash", "status", "profile": {…}}}.
 * Pure; every line is read or refused with a word.
 */
final class LineParser {
  private static final int MAX_TEXT_CHARS = 200;
  private static final int MAX_SEGMENTS = 32;

  /** A field of the profile is missing, of a wrong type or too long. */
  private static final class ProfileInvalid extends Exception {
    private static final long serialVersionUID = 1L;

    ProfileInvalid() {
      super("profile invalid", null, false, false);
    }
  }

  private LineParser() {}

  /** Nothing for a blank line. */
  static Optional<ImportLine> parse(LineSplitter.Line line) {
    if (line.tooLong()) {
      return Optional.of(new Refused(line.number(), "line_too_long"));
    }
    if (isBlank(line.octets())) {
      return Optional.empty();
    }
    return Optional.of(
        StrictJson.object(line.octets())
            .map(json -> read(line.number(), json))
            .orElseGet(() -> new Refused(line.number(), "json_malformed")));
  }

  private static ImportLine read(long number, JsonNode json) {
    Optional<Username> username = StrictJson.text(json, "username").flatMap(Username::parse);
    if (username.isEmpty()) {
      return new Refused(number, "username_invalid");
    }
    Optional<String> hash =
        StrictJson.text(json, "password_hash").filter(phc -> PasswordHash.parse(phc).isPresent());
    if (hash.isEmpty()) {
      return new Refused(number, "password_hash_unsupported");
    }
    Optional<CustomerStatus> status = status(json);
    if (status.isEmpty()) {
      return new Refused(number, "status_invalid");
    }
    try {
      Profile profile = profile(json.path("profile"));
      return new Valid(number, username.get(), Secret.of(hash.get()), status.get(), profile);
    } catch (ProfileInvalid invalid) {
      return new Refused(number, "profile_invalid");
    }
  }

  /** {@code active} if it is not said. */
  private static Optional<CustomerStatus> status(JsonNode json) {
    return switch (json.path("status").asText(json.has("status") ? "" : "active")) {
      case "active" -> Optional.of(CustomerStatus.ACTIVE);
      case "disabled" -> Optional.of(CustomerStatus.DISABLED);
      default -> Optional.empty();
    };
  }

  private static Profile profile(JsonNode json) throws ProfileInvalid {
    JsonNode name = json.path("name");
    Profile.Builder profile =
        Profile.newBuilder()
            .setName(
                Name.newBuilder().setGiven(need(name, "given")).setFamily(need(name, "family")))
            .setLocale(need(json, "locale"))
            .addAllSegments(segments(json.path("segments")));
    text(json, "email").ifPresent(profile::setEmail);
    text(json, "phone").ifPresent(profile::setPhone);
    JsonNode address = json.path("address");
    if (!address.isMissingNode() && !address.isNull()) {
      profile.setAddress(address(address));
    }
    return profile.build();
  }

  private static Address address(JsonNode json) throws ProfileInvalid {
    return Address.newBuilder()
        .setStreet(need(json, "street"))
        .setCity(need(json, "city"))
        .setPostalCode(need(json, "postal_code"))
        .setCountry(need(json, "country"))
        .build();
  }

  private static List<String> segments(JsonNode json) throws ProfileInvalid {
    if (!(json instanceof MissingNode) && !json.isArray() || json.size() > MAX_SEGMENTS) {
      throw new ProfileInvalid();
    }
    List<String> segments = new ArrayList<>();
    for (JsonNode segment : json) {
      segments.add(checked(segment));
    }
    return segments;
  }

  private static String need(JsonNode json, String member) throws ProfileInvalid {
    return text(json, member).orElseThrow(ProfileInvalid::new);
  }

  private static Optional<String> text(JsonNode json, String member) throws ProfileInvalid {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return Optional.of(checked(value));
  }

  private static String checked(JsonNode value) throws ProfileInvalid {
    String text = value.isTextual() ? value.textValue() : "";
    if (text.isEmpty() || text.length() > MAX_TEXT_CHARS || !PlainText.isPlain(text)) {
      throw new ProfileInvalid();
    }
    return text;
  }

  private static boolean isBlank(byte[] octets) {
    for (byte octet : octets) {
      if (octet != ' ' && octet != '\t' && octet != '\r') {
        return false;
      }
    }
    return true;
  }
}
