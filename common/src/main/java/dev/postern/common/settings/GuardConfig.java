package dev.postern.common.settings;

import dev.postern.common.key.Environment;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Configures the guard. Sizes are numbers of entries or bytes, as their names say. */
@ConfigMapping(prefix = "postern")
public interface GuardConfig {

  /** The issuer identifier (RFC 8414 §2): an https URL without a trailing slash. */
  String issuer();

  /** The environment. Credentials of another environment are refused without a look-up. */
  @WithDefault("live")
  Environment environment();

  Guard guard();

  /** Limits and timeouts of the guard. */
  interface Guard {

    /**
     * The URL of the issuer's JWK set. By default {@code /.well-known/jwks.json} below the issuer.
     */
    Optional<String> jwksUrl();

    /** How often the JWK set is fetched again. */
    @WithDefault("5m")
    Duration jwksRefresh();

    /** The minimum time between two fetches caused by unknown key ids. */
    @WithDefault("30s")
    Duration jwksCooldown();

    /** How many verified tokens are cached. */
    @WithDefault("20000")
    int maxRememberedTokens();

    /** How many results of the credential directory are cached. */
    @WithDefault("10000")
    int maxRememberedKeys();

    /**
     * How long a result of the credential directory is fresh. While loading fails, a key found
     * before is used for {@link #maxStaleness} longer.
     */
    @WithDefault("10s")
    Duration keyTimeToLive();

    /**
     * How stale the revocation state may be before routes apply their staleness policy; by default
     * they deny.
     */
    @WithDefault("30s")
    Duration maxStaleness();

    /**
     * Whether customers may authenticate with a session cookie. The gRPC client {@code customer}
     * then looks sessions up at customer-service.
     */
    @WithDefault("false")
    boolean sessionCookies();

    /**
     * The origins whose pages may send a customer's cookie, in addition to the service's own
     * origin.
     */
    Optional<Set<String>> allowedOrigins();

    /** The longest body of a request that does not stream, in bytes. */
    @WithDefault("65536")
    int maxBodyBytes();

    /** How long the database or another service may take to answer before the caller gets 503. */
    @WithDefault("250ms")
    Duration dependencyTimeout();

    /** How long a request's body may take to arrive completely. */
    @WithDefault("10s")
    Duration bodyTimeout();
  }
}
