package dev.postern.architecture;

import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.Environment;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKey.LiveSecret;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionDirectory;
import io.smallrye.mutiny.Uni;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Credentials of every kind, good and bad, and the directories that know them. */
final class Wallet {
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final String ISSUER = "https://auth.postern.test";
  static final String CLIENT = "client-a";
  static final String OTHER_CLIENT = "client-b";
  static final String CUSTOMER = "customer-1";
  static final String REVOKED_TOKEN = "revoked-token";
  static final Secret COOKIE = Secret.of("the-cookie");
  static final Secret HMAC_SECRET = Secret.of("the secret that requests are signed with");
  private static final String KID = "key-1";
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final KeyPair signingKey = keyPair();
  private final OpaqueToken ownKey = apiKey();
  private final OpaqueToken revokedKey = apiKey();
  private final OpaqueToken othersKey = apiKey();
  private final OpaqueToken unknownKey = apiKey();

  /**
   * An access token of {@link #CLIENT}.
   *
   * @param tokenId {@link #REVOKED_TOKEN} for one that is revoked
   */
  String accessToken(String tokenId, String scopes, Instant expires) {
    JwtClaims claims = claims("urn:postern:api", CLIENT, tokenId, expires);
    claims.setClaim("scope", scopes);
    return sign(claims);
  }

  /** A token of {@link #CUSTOMER}. */
  String customerToken(String tokenId, Instant expires) {
    JwtClaims claims = claims("urn:postern:customer", CUSTOMER, tokenId, expires);
    claims.setClaim("channel", "web");
    claims.setClaim("sid", "session-1");
    return sign(claims);
  }

  OpaqueToken ownKey() {
    return ownKey;
  }

  OpaqueToken revokedKey() {
    return revokedKey;
  }

  OpaqueToken othersKey() {
    return othersKey;
  }

  OpaqueToken unknownKey() {
    return unknownKey;
  }

  static Instant soon() {
    return NOW.plus(LIFE);
  }

  KeySource keys() {
    VerificationKey key = new VerificationKey(KID, SigningAlgorithm.ES256, signingKey.getPublic());
    return new KeySource() {
      @Override
      public boolean isLoaded() {
        return true;
      }

      @Override
      public Uni<Optional<VerificationKey>> find(String kid) {
        return Uni.createFrom().item(Optional.of(key).filter(it -> it.kid().equals(kid)));
      }
    };
  }

  CredentialDirectory apiKeys() {
    Map<String, String> clients =
        Map.of(ownKey.id(), CLIENT, revokedKey.id(), CLIENT, othersKey.id(), OTHER_CLIENT);
    return presented ->
        Uni.createFrom()
            .item(
                Optional.ofNullable(clients.get(presented.id()))
                    .map(client -> new ApiKey(presented.id(), client, Optional.empty())));
  }

  /**
   * Key ids: {@code own}, {@code no-scope}, {@code not-registered}, {@code revoked}, {@code other}.
   */
  HmacKeyDirectory hmacKeys(Set<String> scopes) {
    Map<String, HmacKey> keys =
        Map.of(
            "own", hmacKey("own", CLIENT, scopes, true),
            "no-scope", hmacKey("no-scope", CLIENT, Set.of(), true),
            "not-registered", hmacKey("not-registered", CLIENT, scopes, false),
            "revoked", hmacKey("revoked", CLIENT, scopes, true),
            "other", hmacKey("other", OTHER_CLIENT, scopes, true));
    return id -> Uni.createFrom().item(Optional.ofNullable(keys.get(id)));
  }

  SessionDirectory sessions() {
    CustomerSession session =
        new CustomerSession("session-1", CUSTOMER, "web", NOW.minusSeconds(60), soon());
    return cookie ->
        Uni.createFrom()
            .item(Optional.of(session).filter(it -> cookie.reveal().equals(COOKIE.reveal())));
  }

  private static HmacKey hmacKey(
      String id, String clientId, Set<String> scopes, boolean inPlaceOfToken) {
    LiveSecret secret = new LiveSecret(HMAC_SECRET, NOW.minusSeconds(1_000), Optional.empty());
    return new HmacKey(id, clientId, scopes, inPlaceOfToken, List.of(secret), Optional.empty());
  }

  private static OpaqueToken apiKey() {
    return OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.LIVE);
  }

  private static JwtClaims claims(
      String audience, String subject, String tokenId, Instant expires) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(audience);
    claims.setSubject(subject);
    claims.setClaim("client_id", CLIENT);
    claims.setJwtId(tokenId);
    claims.setClaim("iat", NOW.minus(LIFE).getEpochSecond());
    claims.setClaim("exp", expires.getEpochSecond());
    return claims;
  }

  private String sign(JwtClaims claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(SigningAlgorithm.ES256.jwsName());
    jws.setHeader("typ", "at+jwt");
    jws.setKeyIdHeaderValue(KID);
    jws.setPayload(claims.toJson());
    jws.setKey(signingKey.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
