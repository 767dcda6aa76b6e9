package dev.postern.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Generates invented customers as lines of an import. The first twenty have random passwords, which
 * stack.json lists. Everything except the hashes is the same at every start.
 */
final class DemoData {
  /** The number of customers of the local stack. */
  static final int CUSTOMERS = 10_000;

  private static final int WITH_PASSWORD = 20;
  private static final long SEED = 20_260_101L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The credentials of a customer who can log in. */
  record Login(String username, String password) {}

  private final int count;
  private final List<Login> logins = new ArrayList<>();

  DemoData(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  /** The customers with a password generated so far. */
  List<Login> logins() {
    return List.copyOf(logins);
  }

  /** The lines, generated lazily. */
  Stream<String> lines() {
    Faker faker = new Faker(Locale.US, new Random(SEED));
    return IntStream.range(0, count).mapToObj(i -> line(faker, i));
  }

  private String line(Faker faker, int index) {
    String given = faker.name().firstName();
    String family = faker.name().lastName();
    String username =
        "%s.%s%d@example.com"
            .formatted(given, family, index)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.@]", "");
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("username", username);
    line.put("password_hash", hash(username, index));
    line.put("profile", profile(faker, given, family, username));
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String hash(String username, int index) {
    if (index >= WITH_PASSWORD) {
      return LegacyPasswordHashes.ofUnknownPassword(index);
    }
    Login login = new Login(username, Secrets.random(12));
    logins.add(login);
    return LegacyPasswordHashes.of(login.password(), index);
  }

  private static Map<String, Object> profile(
      Faker faker, String given, String family, String email) {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("name", Map.of("given", given, "family", family));
    profile.put("email", email);
    profile.put("phone", faker.phoneNumber().phoneNumberInternational());
    profile.put(
        "address",
        Map.of(
            "street", faker.address().streetAddress(),
            "city", faker.address().city(),
            "postal_code", faker.address().zipCode(),
            "country", "US"));
    profile.put("locale", faker.options().option("en-US", "es-US", "fr-CA"));
    profile.put("segments", List.of(faker.options().option("retail", "premium", "student")));
    return profile;
  }
}
