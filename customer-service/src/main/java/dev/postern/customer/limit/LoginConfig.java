package dev.postern.customer.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the defence of logins must be told. */
@ConfigMapping(prefix = "postern.login")
interface LoginConfig {

  /** A Tink AEAD keyset in JSON, which seals the device cookies. */
  String keyset();

  /** At least 32 octets in base64: names in Redis are hashes keyed with it. */
  String pepper();

  /** Failures at one account. */
  Account account();

  /** Failures at one account from all its known devices together. */
  Devices devices();

  /** Failures from one address: an IPv4 address, or an IPv6 network of 64 bits. */
  Address address();

  @WithDefault("local")
  WhenRedisIsDown whenRedisIsDown();

  /** How long Redis may take: a login is slow anyway, and counts of its own are weaker. */
  @WithDefault("1s")
  Duration redisTimeout();

  /** What becomes of logins while the counters in Redis cannot be asked. */
  enum WhenRedisIsDown {
    /** Each replica counts by itself. */
    LOCAL,
    /** 503. */
    REFUSE
  }

  /** Also for one known device. */
  interface Account {

    /** How many failures cost no time. */
    @WithDefault("10")
    int freeFailures();

    /** The delay after the last free failure; each further one doubles it. */
    @WithDefault("1s")
    Duration firstDelay();

    @WithDefault("15m")
    Duration longestDelay();

    /** This long after the first of them failures are forgotten. */
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
