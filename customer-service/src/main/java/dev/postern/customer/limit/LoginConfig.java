package dev.postern.customer.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the login limits. */
@ConfigMapping(prefix = "postern.login")
interface LoginConfig {

  /** A Tink AEAD keyset in JSON, which seals the device cookies. */
  String keyset();

  /** At least 32 bytes in base64: the key of the hashes that name counters in Redis. */
  String pepper();

  /** Failures at one account. */
  Account account();

  /** Failures at one account from all its known devices together. */
  Devices devices();

  /** Failures from one address: an IPv4 address, or an IPv6 network of 64 bits. */
  Address address();

  @WithDefault("local")
  WhenRedisIsDown whenRedisIsDown();

  /**
   * The timeout of Redis. It is long, since local counters are weaker and a login is slow anyway.
   */
  @WithDefault("1s")
  Duration redisTimeout();

  /** The behaviour while the counters in Redis are not available. */
  enum WhenRedisIsDown {
    /** Each replica counts locally. */
    LOCAL,
    /** Logins are refused with 503. */
    REFUSE
  }

  /** Also for one known device. */
  interface Account {

    /** This many failures cause no delay. */
    @WithDefault("10")
    int freeFailures();

    /** The delay after the last free failure; each further one doubles it. */
    @WithDefault("1s")
    Duration firstDelay();

    @WithDefault("15m")
    Duration longestDelay();

    /** Failures are forgotten this long after the first of them. */
    @WithDefault("24h")
    Duration forgottenAfter();
  }

  /** The same of all known devices of an account. */
  interface Devices {

    @WithDefault("100")
    int freeFailures();

    @WithDefault("1s")
    Duration firstDelay();

    @WithDefault("15m")
    Duration longestDelay();

    @WithDefault("24h")
    Duration forgottenAfter();
  }

  /** The same of an address. */
  interface Address {

    @WithDefault("100")
    int freeFailures();

    @WithDefault("1s")
    Duration firstDelay();

    @WithDefault("1m")
    Duration longestDelay();

    @WithDefault("1h")
    Duration forgottenAfter();
  }
}
