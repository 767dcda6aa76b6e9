package dev.postern.customer.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.postern.common.web.PlainText;
import dev.postern.profile.v1.Address;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a profile from JSON. Pure. */
public final class ProfileReader {
  private static final int MAX_TEXT_CHARS = 200;
  private static final int MAX_SEGMENTS = 32;

  /** A field of the profile is missing, of a wrong type or too long. */
  private static final class ProfileInvalid extends Exception {
    private static final long serialVersionUID = 1L;

    ProfileInvalid() {
      super("profile invalid", null, false, false);
    }
  }

  private ProfileReader() {}

  /**
   * The profile, without its customer_id; nothing if a field is missing, of a wrong type or too
   * long.
   */
  public static Optional<Profile> read(JsonNode json) {
    try {
      return Optional.of(profile(json));
    } catch (ProfileInvalid invalid) {
      return Optional.empty();
    }
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
}
