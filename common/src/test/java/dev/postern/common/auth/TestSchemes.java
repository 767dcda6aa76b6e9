package dev.postern.common.auth;

import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.key.Environment;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Schemes that find credentials as the real ones do and verify them as a test wants. */
final class TestSchemes {
  private static final JwtVerifier TOKENS =
      new JwtVerifier(
          TestIssuer.ISSUER, new TestIssuer().keySource(), InstantSource.fixed(TestCalls.NOW), 100);

  private TestSchemes() {}

  static Scheme<Secret> accessToken(Function<Secret, Step> verifying) {
    return with(new AccessTokenScheme(TOKENS), verifying);
  }

  static Scheme<Secret> apiKey(Function<Secret, Step> verifying) {
    return with(
        new ApiKeyScheme(
            presented -> Uni.createFrom().item(Optional.empty()),
            Environment.LIVE,
            InstantSource.fixed(TestCalls.NOW)),
        verifying);
  }

  static Scheme<Secret> customerToken(Function<Secret, Step> verifying) {
    return with(new CustomerTokenScheme(TOKENS), verifying);
  }

  static Step proven(ProvenCredential credential) {
    return new Step.Now(new Step.Proven(credential));
  }

  /** A pipeline without signed requests. */
  static Pipeline pipeline(
      List<Scheme<?>> schemes, RevocationCheck revocation, Set<String> origins, DecisionLog log) {
    return new Pipeline(
        schemes,
        List.of(revocation, new CrossSiteCheck(origins), new Authorization()),
        List.of(
            new NonceClaim(nonce -> Uni.createFrom().failure(new AssertionError("not signed")))),
        log);
  }

  private static <C> Scheme<C> with(Scheme<C> finding, Function<C, Step> verifying) {
    return new Scheme<>() {
      @Override
      public CredentialRole role() {
        return finding.role();
      }

      @Override
      public Finding<C> find(Request request, Requirements needed) {
        return finding.find(request, needed);
      }

      @Override
      public Step verify(C presented) {
        return verifying.apply(presented);
      }
    };
  }
}
