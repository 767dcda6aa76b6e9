package dev.postern.auth.signingkey;

import dev.postern.common.jwt.SigningAlgorithm;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** How signing keys are rotated. */
@ConfigMapping(prefix = "postern.signing-keys")
interface SigningKeyConfig {

  /** The algorithm of the first key, and of each new key whose request names none. */
  @WithDefault("ES256")
  @WithConverter(AlgorithmName.class)
  SigningAlgorithm algorithm();

  /**
   * The least time between publishing a key and signing with it: longer than verifiers, and caches
   * between, keep the JWKS.
   */
  @WithDefault("10m")
  Duration publishLead();

  /** How long a key stays published after it stopped signing: longer than any token lives. */
  @WithDefault("25h")
  Duration retireAfter();

  /** Reads the names of the {@code alg} header (RFC 7518 §3.1, RFC 8037 §3.1). */
  final class AlgorithmName implements Converter<SigningAlgorithm> {
    private static final long serialVersionUID = 1L;

    @Override
    public SigningAlgorithm convert(String value) {
      return SigningAlgorithm.ofJwsName(value)
          .orElseThrow(
              () -> new IllegalArgumentException("no signature algorithm of ours: " + value));
    }
  }
}
