package dev.postern.common.auth;

import dev.postern.common.auth.Step.Failed;
import dev.postern.common.auth.Step.Proven;
import dev.postern.common.auth.Step.Verdict;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.secret.Secret;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client's API key: {@code api-key}. A key of a wrong form, checksum, kind or environment is
 * refused without a look-up.
 */
public final class ApiKeyScheme implements Scheme<Secret> {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,256}");

  private final CredentialDirectory directory;
  private final Environment environment;
  private final InstantSource clock;

  public ApiKeyScheme(CredentialDirectory directory, Environment environment, InstantSource clock) {
    this.directory = directory;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public CredentialRole role() {
    return CredentialRole.API_KEY;
  }

  @Override
  public Finding<Secret> find(Request request, Requirements needed) {
    List<String> lines = request.headers().all("api-key");
    if (lines.size() > 1) {
      return new Finding.Malformed<>(AuthError.API_KEY_REPEATED);
    }
    if (lines.isEmpty()) {
      return new Finding.Absent<>();
    }
    return KEY.matcher(lines.getFirst()).matches()
        ? new Finding.Presented<>(Secret.of(lines.getFirst()))
        : new Finding.Malformed<>(AuthError.API_KEY_MALFORMED);
  }

  @Override
  public Step verify(Secret presented) {
    return OpaqueToken.parse(presented.reveal())
        .filter(token -> token.is(OpaqueToken.Kind.API_KEY, environment))
        .map(token -> Step.later(directory.findApiKey(token), key -> verdict(key, token.id())))
        .orElseGet(
            () -> Step.failed(AuthError.API_KEY_INVALID, "form, checksum, kind or environment"));
  }

  private Verdict verdict(Optional<ApiKey> found, String keyId) {
    return found
        .filter(key -> !key.isExpired(clock.instant()))
        .<Verdict>map(key -> new Proven(new ProvenApiKey(key)))
        .orElseGet(() -> new Failed(AuthError.API_KEY_INVALID, "unknown or expired " + keyId));
  }
}
