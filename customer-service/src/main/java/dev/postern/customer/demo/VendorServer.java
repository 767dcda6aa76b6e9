package dev.postern.customer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Simulates the vendor's server: holds the credentials that no page may hold, and calls the public
 * endpoints over TLS as any vendor does.
 *
 * <p>A vendor keeps its system token for eight hours. This one requests a token each time, so that
 * the demo shows both calls. If a service does not answer in time, the answer is 503.
 */
@Singleton
class VendorServer {
  private static final Logger LOGGER = Logger.getLogger(VendorServer.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_CALLS_AT_ONCE = 16;

  /** The answer of profile-service, also if it is an error. */
  record Answer(int status, String mediaType, byte[] body) {}

  /** The vendor's credentials. */
  private record VendorCredentials(String clientId, Secret clientSecret, Secret apiKey) {}

  private final WebClient http;
  private final Vertx vertx;
  private final String tokenEndpoint;
  private final DemoConfig config;
  private final AtomicInteger calls = new AtomicInteger();

  VendorServer(WebClient http, Vertx vertx, GuardConfig guard, DemoConfig config) {
    this.http = http;
    this.vertx = vertx;
    this.tokenEndpoint = guard.issuer() + "/access_token";
    this.config = config;
  }

  /** Requests the profile of the token's customer. */
  Uni<Answer> profile(Secret customerToken) {
    if (calls.incrementAndGet() > MAX_CALLS_AT_ONCE) {
      calls.decrementAndGet();
      return Uni.createFrom().failure(new Refusal(AuthError.OVERLOADED));
    }
    return credentials()
        .flatMap(vendor -> systemToken(vendor).flatMap(token -> ask(vendor, token, customerToken)))
        .onFailure()
        .transform(VendorServer::unavailable)
        .onTermination()
        .invoke(calls::decrementAndGet);
  }

  /** Reads the file each time, since the local stack writes it after the services have started. */
  private Uni<VendorCredentials> credentials() {
    return vertx
        .fileSystem()
        .readFile(mustHave(config.vendorFile()))
        .map(file -> StrictJson.object(file.getBytes()).orElseThrow())
        .map(
            json ->
                new VendorCredentials(
                    text(json, "client_id"),
                    Secret.of(text(json, "client_secret")),
                    Secret.of(text(json, "api_key"))));
  }

  private Uni<Secret> systemToken(VendorCredentials vendor) {
    MultiMap form =
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "client_credentials")
            .add("client_id", vendor.clientId())
            .add("client_secret", vendor.clientSecret().reveal());
    return http.postAbs(tokenEndpoint)
        .timeout(TIMEOUT.toMillis())
        .sendForm(form)
        .map(VendorServer::accessToken);
  }

  private static Secret accessToken(HttpResponse<Buffer> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("/access_token answered " + response.statusCode());
    }
    return Secret.of(text(StrictJson.object(bytes(response)).orElseThrow(), "access_token"));
  }

  private Uni<Answer> ask(VendorCredentials vendor, Secret systemToken, Secret customerToken) {
    return http.postAbs(mustHave(config.profileUrl()) + "/getprofile")
        .timeout(TIMEOUT.toMillis())
        .bearerTokenAuthentication(systemToken.reveal())
        .putHeader("api-key", vendor.apiKey().reveal())
        .putHeader("customer-auth", "JWT " + customerToken.reveal())
        .putHeader("content-type", "application/json")
        .send()
        .map(VendorServer::answer);
  }

  private static Answer answer(HttpResponse<Buffer> response) {
    String mediaType = response.getHeader(HttpHeaders.CONTENT_TYPE.toString());
    return new Answer(
        response.statusCode(),
        mediaType == null ? "application/octet-stream" : mediaType,
        bytes(response));
  }

  private static byte[] bytes(HttpResponse<Buffer> response) {
    Buffer body = response.body();
    return body == null ? new byte[0] : body.getBytes();
  }

  private static String text(JsonNode json, String member) {
    return StrictJson.text(json, member).orElseThrow();
  }

  private static String mustHave(Optional<String> configured) {
    return configured.orElseThrow(
        () -> new IllegalStateException("set postern.demo.vendor-file and .profile-url"));
  }

  /** Omits the message of the failure: it may repeat the request. */
  private static Throwable unavailable(Throwable failure) {
    LOGGER.warnf("the vendor's server of the demo failed: %s", failure.getClass().getName());
    return new Refusal(AuthError.DEPENDENCY_UNAVAILABLE);
  }
}
