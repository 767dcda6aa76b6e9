package dev.postern.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls the services as any client does: over TLS, trusting the development CA. */
public final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How long a service may answer 503 after its start, while its code is cold. */
  private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http;

  ApiClient(Path ca) {
    this.http = HttpClient.newBuilder().sslContext(trusting(ca)).build();
  }

  /** Posts a form and reads a JSON response. */
  JsonNode form(String url, Map<String, String> fields) {
    return json(
        request(url, "application/x-www-form-urlencoded", BodyPublishers.ofString(encode(fields)))
            .build());
  }

  /** Posts JSON with an access token and reads a JSON response. */
  JsonNode post(String url, String token, Object body) {
    try {
      String text = PrivateFiles.JSON.writeValueAsString(body);
      return json(
          authorized(request(url, "application/json", BodyPublishers.ofString(text)), token));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Posts a stream of lines with an access token, and returns the response's lines as they arrive.
   */
  Stream<String> lines(String url, String token, BodyPublisher lines) {
    HttpResponse<Stream<String>> response =
        send(
            authorized(request(url, "application/x-ndjson", lines), token), BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new StackFailure(
          url
              + " answered "
              + response.statusCode()
              + ": "
              + response.body().collect(Collectors.joining(" ")));
    }
    return response.body();
  }

  private JsonNode json(HttpRequest request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new StackFailure(
          request.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return PrivateFiles.JSON.readTree(response.body());
    } catch (IOException notJson) {
      throw new StackFailure(request.uri() + " answered no JSON", notJson);
    }
  }

  /** Repeats the request while a service that has just started answers 503. */
  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    long deadline = System.nanoTime() + STARTUP_TIMEOUT.toNanos();
    HttpResponse<T> response = sendOnce(request, handler);
    while (response.statusCode() == 503 && System.nanoTime() < deadline) {
      pause();
      response = sendOnce(request, handler);
    }
    return response;
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_AFTER);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StackFailure("interrupted while seeding", interrupted);
    }
  }

  private <T> HttpResponse<T> sendOnce(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException failure) {
      throw new StackFailure(request.uri() + " did not answer: " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StackFailure("interrupted while calling " + request.uri(), interrupted);
    }
  }

  private static HttpRequest.Builder request(String url, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(TIMEOUT)
        .header("Content-Type", type)
        .POST(body);
  }

  private static HttpRequest authorized(HttpRequest.Builder request, String token) {
    return request.header("Authorization", "Bearer " + token).build();
  }

  private static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** A TLS context that trusts the authority in this PEM file and no other. */
  public static SSLContext trusting(Path ca) {
    try (var pem = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new StackFailure("Cannot trust " + ca + ": " + failure.getMessage(), failure);
    }
  }
}
