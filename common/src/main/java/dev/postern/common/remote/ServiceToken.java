package dev.postern.common.remote;

import dev.postern.common.settings.GuardConfig;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClientUtils;
import io.smallrye.config.ConfigMapping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * This service's own access token, with which it calls other services of Postern.
 *
 * <p>It is fetched by client credentials (RFC 6749 §4.4) when it is first needed, once for all
 * calls that wait, and again when a fifth of its life is left, or when it is refused: it may have
 * been revoked, for example with its signing key. Its life is measured by a monotonic clock,
 * because the system clock may be set back.
 */
@Singleton
public class ServiceToken {

  /** The service as a client of auth-service. */
  @ConfigMapping(prefix = "postern.service")
  interface Config {
    Optional<String> clientId();

    Optional<String> clientSecret();
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** A service that refuses every token must not cause a new one for each call. */
  private static final Duration MIN_USE = Duration.ofMillis(200);

  private static final JsonObject NO_TOKEN = new JsonObject();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final WebClient http;
  private final LongSupplier nanoTime;
  private final String tokenEndpoint;
  private final Config self;
  private final Uni<String> token;
  private volatile long renewNanos;
  private volatile long fetchedNanos;

  @Inject
  ServiceToken(WebClient http, GuardConfig config, Config self) {
    this(http, config, self, System::nanoTime);
  }

  ServiceToken(WebClient http, GuardConfig config, Config self, LongSupplier nanoTime) {
    this.http = http;
    this.nanoTime = nanoTime;
    this.renewNanos = nanoTime.getAsLong();
    this.fetchedNanos = renewNanos;
    this.tokenEndpoint = config.issuer() + "/oauth/token";
    this.self = self;
    this.token =
        Uni.createFrom()
            .deferred(this::fetch)
            .memoize()
            .until(() -> nanoTime.getAsLong() - renewNanos >= 0);
  }

  /**
   * Checks that this service can authenticate to auth-service at all.
   *
   * @throws IllegalStateException if its client id or secret is not set
   */
  public void requireCredentials() {
    mustHave(self.clientId());
    mustHave(self.clientSecret());
  }

  /**
   * Calls another service with the token. Fails if no answer arrives in time: the deadline of the
   * gRPC client does not end a call to a peer that hangs.
   */
  public <T, A> Uni<A> call(T stub, Function<T, Uni<A>> method, Duration timeout) {
    return token
        .flatMap(value -> method.apply(GrpcClientUtils.attachHeaders(stub, bearer(value))))
        .onFailure(ServiceToken::isRefused)
        .invoke(this::renew)
        .onFailure(ServiceToken::isRefused)
        .retry()
        .atMost(1)
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  /** The same for a method that answers with a stream; each message must arrive in time. */
  public <T, A> Multi<A> stream(T stub, Function<T, Multi<A>> method, Duration timeout) {
    return token
        .onItem()
        .transformToMulti(value -> method.apply(GrpcClientUtils.attachHeaders(stub, bearer(value))))
        .onFailure(ServiceToken::isRefused)
        .invoke(this::renew)
        .onFailure(ServiceToken::isRefused)
        .retry()
        .atMost(1)
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  private static boolean isRefused(Throwable failure) {
    return failure instanceof StatusRuntimeException grpc
        && grpc.getStatus().getCode() == Status.Code.UNAUTHENTICATED;
  }

  /** Unless the token has just been fetched: then an older one was refused. */
  private void renew() {
    long now = nanoTime.getAsLong();
    if (now - fetchedNanos > MIN_USE.toNanos()) {
      renewNanos = now;
    }
  }

  private static Metadata bearer(String token) {
    Metadata metadata = new Metadata();
    metadata.put(AUTHORIZATION, "Bearer " + token);
    return metadata;
  }

  private Uni<String> fetch() {
    MultiMap form = MultiMap.caseInsensitiveMultiMap().add("grant_type", "client_credentials");
    return http.postAbs(tokenEndpoint)
        .basicAuthentication(mustHave(self.clientId()), mustHave(self.clientSecret()))
        .timeout(TIMEOUT.toMillis())
        .sendForm(form)
        .map(this::accept);
  }

  private static String mustHave(Optional<String> configured) {
    return configured.orElseThrow(
        () ->
            new IllegalStateException(
                "postern.service.client-id and postern.service.client-secret are not both set."
                    + " This service needs them to call auth-service, first of all to learn which"
                    + " credentials are revoked. Create a client for it at auth-service, and set"
                    + " both."));
  }

  private String accept(HttpResponse<Buffer> response) {
    JsonObject answer = response.statusCode() == 200 ? response.bodyAsJsonObject() : NO_TOKEN;
    String value = answer.getString("access_token");
    if (value == null) {
      throw new IllegalStateException(
          tokenEndpoint + " refused this service: status " + response.statusCode());
    }
    long now = nanoTime.getAsLong();
    fetchedNanos = now;
    renewNanos = now + TimeUnit.SECONDS.toNanos(answer.getLong("expires_in", 0L) * 4 / 5);
    return value;
  }
}
