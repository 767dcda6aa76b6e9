package dev.postern.common.boot;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postern.common.auth.AccessTokenScheme;
import dev.postern.common.auth.ApiKeyScheme;
import dev.postern.common.auth.Authorization;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.CustomerTokenScheme;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.auth.NonceClaim;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.RevocationCheck;
import dev.postern.common.auth.SessionScheme;
import dev.postern.common.auth.SignatureScheme;
import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.distribution.EventMetrics;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.key.CacheBounds;
import dev.postern.common.key.CachingCredentialDirectory;
import dev.postern.common.key.CachingHmacKeyDirectory;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.remote.GrpcSessionDirectory;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import dev.postern.common.session.CachingSessionDirectory;
import dev.postern.common.session.SessionDirectory;
import dev.postern.common.settings.GuardConfig;
import dev.postern.common.settings.SignatureConfig;
import dev.postern.common.signature.NonceStore;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the pipeline together: its parts know nothing of the framework that makes them. */
class Composition {

  /** Makes the keys be fetched at the start, and not by the first caller. */
  void start(@Observes StartupEvent event, KeySource keys) {}

  @Produces
  @Singleton
  @DefaultBean
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  DecisionLog decisionLog() {
    return new JsonDecisionLog();
  }

  @Produces
  @Singleton
  JwtVerifier jwtVerifier(GuardConfig config, KeySource keys, InstantSource clock) {
    return new JwtVerifier(config.issuer(), keys, clock, config.guard().maxRememberedTokens());
  }

  @Produces
  @Singleton
  RevocationState revocationState(InstantSource clock) {
    return new RevocationState(clock, System::nanoTime);
  }

  @Produces
  @Singleton
  RevocationCheck revocation(
      RevocationState events, GuardConfig config, InstantSource clock, EventMetrics metrics) {
    return new RevocationCheck(
        events, config.guard().maxStaleness(), clock, metrics::countStaleDecision);
  }

  /** A service that takes no cookies finds no session. */
  @Produces
  @Singleton
  @DefaultBean
  SessionDirectory sessions(GuardConfig config, Instance<GrpcSessionDirectory> customerService) {
    return config.guard().sessionCookies()
        ? new CachingSessionDirectory(
            customerService.get(),
            config.guard().maxRememberedKeys(),
            config.guard().keyTimeToLive(),
            Ticker.systemTicker())
        : cookie -> Uni.createFrom().item(Optional.empty());
  }

  @Produces
  @Singleton
  CrossSiteCheck crossSite(GuardConfig config) {
    return new CrossSiteCheck(config.guard().allowedOrigins().orElse(Set.of()));
  }

  @Produces
  @Singleton
  SignatureWindow signatureWindow(SignatureConfig signature) {
    return new SignatureWindow(signature.window(), signature.ahead().orElse(signature.window()));
  }

  @Produces
  @Singleton
  SignatureScheme signatures(
      GuardConfig config,
      SignatureConfig signature,
      SignatureWindow window,
      HmacKeyDirectory directory,
      RevocationState events,
      InstantSource clock) {
    CachingHmacKeyDirectory remembered =
        new CachingHmacKeyDirectory(
            directory,
            cacheBounds(config.guard()),
            signature.maxUnknownKeysAtOnce(),
            Ticker.systemTicker());
    events.onEvent(
        event -> {
          if (concernsHmacKeys(event)) {
            remembered.forget();
          }
        });
    events.onReload(remembered::forget);
    return new SignatureScheme(remembered, window, signature.authorities(), clock);
  }

  @Produces
  @Singleton
  ApiKeyScheme apiKeys(
      GuardConfig config,
      CredentialDirectory directory,
      RevocationState events,
      InstantSource clock) {
    CachingCredentialDirectory remembered =
        new CachingCredentialDirectory(
            directory, cacheBounds(config.guard()), Ticker.systemTicker());
    // A revoked key stays in this cache. Its security event refuses it.
    events.onReload(remembered::forget);
    return new ApiKeyScheme(remembered, config.environment(), clock);
  }

  private static boolean concernsHmacKeys(SecurityEvent event) {
    return switch (event) {
      case Revoked revoked ->
          revoked.kind() == RevocationKind.HMAC_KEY || revoked.kind() == RevocationKind.CLIENT;
      case Changed changed -> changed.topic() == Topic.HMAC_KEYS;
    };
  }

  /** Answers are used for as long as the revocation state may be stale. */
  private static CacheBounds cacheBounds(GuardConfig.Guard guard) {
    return new CacheBounds(guard.maxRememberedKeys(), guard.keyTimeToLive(), guard.maxStaleness());
  }

  /** The stages, in their order. A new kind of credential is one line here. */
  @Produces
  @Singleton
  Pipeline pipeline(
      JwtVerifier tokens,
      ApiKeyScheme apiKeys,
      SessionDirectory sessions,
      RevocationCheck revocation,
      InstantSource clock,
      CrossSiteCheck crossSite,
      SignatureScheme signatures,
      NonceStore nonces,
      DecisionLog log) {
    return new Pipeline(
        List.of(
            new AccessTokenScheme(tokens),
            signatures,
            apiKeys,
            new CustomerTokenScheme(tokens),
            new SessionScheme(sessions, clock)),
        List.of(revocation, crossSite, new Authorization()),
        List.of(new NonceClaim(nonces)),
        log);
  }
}
