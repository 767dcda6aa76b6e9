package dev.postern.common.settings;

import dev.postern.common.key.Environment;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the guard must be told. Sizes are entries or octets, as their names say. */
@ConfigMapping(prefix = "postern")
public interface GuardConfig {

  /** The issuer identifier (RFC 8414 §2): an https URL without a trailing slash. */
  String issuer();

  /** Keys of another environment are refused without a look-up. */
  @WithDefault("live")
  Environment environment();

  Guard guard();

  /** Bounds of the guard. */
  interface Guard {

    /** Where the issuer publishes its keys; below the issuer if not said. */
    Optional<String> jwksUrl();

    /** How often the published keys are fetched anew. */
    @WithDefault("5m")
    Duration jwksRefresh();

    /** The least time between two fetches that unknown key ids cause. */
    @WithDefault("30s")
    Duration jwksCooldown();

    /** How many proven tokens are remembered. */
    @WithDefault("20000")
    int maxRememberedTokens();

    /** How many answers of the credential directory are remembered. */
    @WithDefault("10000")
    int maxRememberedKeys();

    /**
     * How long until they are asked for again. While that fails, what was found before counts for
     * {@link #maxStaleness} more.
     */
    @WithDefault("10s")
    Duration keyTimeToLive();

    /** How old the news of revocations may be before methods deny, or do what they say instead. */
    @WithDefault("30s")
    Duration maxStaleness();

    /**
     * Whether customers may come with their session's cookie: customer-service is then asked for
     * it, by the gRPC client {@code customer}.
     */
    @WithDefault("false")
    boolean sessionCookies();

    /** Whose pages may use a customer's cookie, besides the service's own host's: origins. */
    Optional<Set<String>> allowedOrigins();

    /** The longest body of a request that does not stream, in octets. */
    @WithDefault("65536")
    int maxBodyBytes();

    /** How long the database or another service may take before the answer is 503. */
    @WithDefault("250ms")
    Duration dependencyTimeout();

    /** Within this a request's body must have come whole. */
    @WithDefault("10s")
    Duration bodyTimeout();
  }
}
