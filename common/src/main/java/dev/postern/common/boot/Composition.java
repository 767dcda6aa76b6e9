package dev.postern.common.boot;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AccessTokenVerifier;
import dev.postern.common.auth.ApiKeyVerifier;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.CustomerTokenVerifier;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.RevocationCheck;
import dev.postern.common.auth.SessionVerifier;
import dev.postern.common.auth.SignatureVerifier;
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
import dev.postern.common.revocation.RevocationState;
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

  /** Has the keys fetched from the start on, and not by the first caller. */
  void start(@Observes StartupEvent event, KeySource keys) {}

  @Produces
  @Singleton
  @DefaultBean
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  AuditLog auditLog() {
    return new JsonAuditLog();
  }

  @Produces
  @Singleton
  JwtVerifier jwtVerifier(GuardConfig config, KeySource keys, InstantSource clock) {
    return new JwtVerifier(config.issuer(), keys, clock, config.guard().maxRememberedTokens());
  }

  @Produces
  @Singleton
  RevocationState eventView(InstantSource clock) {
    return new RevocationState(clock, System::nanoTime);
  }

  @Produces
  @Singleton
  RevocationCheck revocation(
      RevocationState events, GuardConfig config, InstantSource clock, EventMetrics metrics) {
    return new RevocationCheck(
        events, config.guard().maxStaleness(), clock, metrics::countStaleDecision);
  }

  /** A service that takes no cookies knows no session. */
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
  SignatureVerifier signatures(
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
          if (event.kind().concernsHmacKeys()) {
            remembered.forget();
          }
        });
    events.onReload(remembered::forget);
    return new SignatureVerifier(remembered, window, signature.authorities(), clock);
  }

  @Produces
  @Singleton
  ApiKeyVerifier apiKeys(
      GuardConfig config,
      CredentialDirectory directory,
      RevocationState events,
      InstantSource clock) {
    CachingCredentialDirectory remembered =
        new CachingCredentialDirectory(
            directory, cacheBounds(config.guard()), Ticker.systemTicker());
    // A key that is revoked is found here still, and refused by its event like all that is revoked.
    events.onReload(remembered::forget);
    return new ApiKeyVerifier(remembered, config.environment(), clock);
  }

  /** What is known is decided on for as long as the news of revocations are fresh enough. */
  private static CacheBounds cacheBounds(GuardConfig.Guard guard) {
    return new CacheBounds(guard.maxRememberedKeys(), guard.keyTimeToLive(), guard.maxStaleness());
  }

  @Produces
  @Singleton
  Pipeline pipeline(
      JwtVerifier tokens,
      ApiKeyVerifier apiKeys,
      SessionDirectory sessions,
      RevocationCheck revocation,
      InstantSource clock,
      CrossSiteCheck crossSite,
      SignatureVerifier signatures,
      NonceStore nonces,
      AuditLog audit) {
    return new Pipeline(
        List.of(
            new AccessTokenVerifier(tokens),
            signatures,
            apiKeys,
            new CustomerTokenVerifier(tokens),
            new SessionVerifier(sessions, clock)),
        revocation,
        crossSite,
        nonces,
        audit);
  }
}
