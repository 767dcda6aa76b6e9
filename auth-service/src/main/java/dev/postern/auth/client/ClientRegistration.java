package dev.postern.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.admin.AdminFields;
import dev.postern.common.auth.AuthError;
import dev.postern.common.jwt.PublicKeys;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The metadata of a client to be created (RFC 7591 §2), all of it checked.
 *
 * @param keys the client authenticates with; none for a client that gets a secret
 * @param signsRequests whether a signature may take the place of an access token
 */
record ClientRegistration(
    String name,
    Set<String> scopes,
    Duration tokenLifetime,
    Set<String> grantTypes,
    List<VerificationKey> keys,
    boolean signsRequests) {
  private static final Duration LEAST_LIFETIME = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  /** Reads an operator's request. Pure; refuses by {@link Refusal}. */
  static ClientRegistration of(ClientResource.NewClient wanted) {
    return new ClientRegistration(
        AdminFields.name(wanted.name()),
        scopes(wanted),
        tokenLifetime(wanted),
        grantTypes(wanted),
        keys(wanted),
        Boolean.TRUE.equals(wanted.signsRequests()));
  }

  private static Set<String> scopes(ClientResource.NewClient wanted) {
    return Optional.ofNullable(wanted.scopes())
        .flatMap(Scopes::of)
        .filter(scopes -> scopes.stream().noneMatch(s -> s.startsWith(Scopes.INTERNAL_PREFIX)))
        .orElseThrow(
            () -> invalid("scopes: 1 to 32 words of [a-z0-9:._-], none beginning with internal:."));
  }

  private static Duration tokenLifetime(ClientResource.NewClient wanted) {
    Duration lifetime =
        wanted.tokenLifetimeSeconds() == null
            ? ClientAdmin.DEFAULT_TOKEN_LIFETIME
            : Duration.ofSeconds(wanted.tokenLifetimeSeconds());
    if (lifetime.compareTo(LEAST_LIFETIME) < 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw invalid("token_lifetime_seconds: 60 to 86400.");
    }
    return lifetime;
  }

  private static Set<String> grantTypes(ClientResource.NewClient wanted) {
    return wanted.grantTypes() == null
        ? GrantTypes.DEFAULT
        : GrantTypes.of(wanted.grantTypes())
            .orElseThrow(
                () ->
                    invalid(
                        "grant_types: one or more, each once, of client_credentials, refresh_token,"
                            + " urn:ietf:params:oauth:grant-type:token-exchange."));
  }

  private static List<VerificationKey> keys(ClientResource.NewClient wanted) {
    Optional<JsonNode> jwks = Optional.ofNullable(wanted.jwks()).filter(json -> !json.isNull());
    Optional<String> pem = Optional.ofNullable(wanted.publicKey());
    if (jwks.isPresent() && pem.isPresent()) {
      throw invalid("jwks or public_key, not both.");
    }
    return jwks.map(set -> accepted("jwks", PublicKeys.ofJwks(set)))
        .or(() -> pem.map(text -> accepted("public_key", PublicKeys.ofPem(text))))
        .orElse(List.of());
  }

  private static List<VerificationKey> accepted(String member, PublicKeys.ParsedKeys parsed) {
    return switch (parsed) {
      case PublicKeys.ParsedKeys.Accepted(List<VerificationKey> keys) -> keys;
      case PublicKeys.ParsedKeys.Rejected(String detail) -> throw invalid(member + ": " + detail);
    };
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
