package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.ApiClient;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A stock HTTP client that trusts the test stack's authority. */
public final class Http {
  public static final String FORM = "application/x-www-form-urlencoded";
  public static final String JSON = "application/json";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().sslContext(ApiClient.trusting(TestStack.ca())).build();

  /** An answer; the body is read as JSON when asked for. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    public JsonNode json() {
      try {
        return PrivateFiles.JSON.readTree(response.body());
      } catch (IOException notJson) {
        throw new AssertionError("no JSON: " + response.body(), notJson);
      }
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String reason() {
      return json().path("reason").asText();
    }
  }

  private Http() {}

  public static HttpRequest.Builder request(Service service, String pathAndQuery) {
    return request(service, 0, pathAndQuery);
  }

  public static HttpRequest.Builder request(Service service, int replica, String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(TestStack.url(service, replica) + pathAndQuery))
        .timeout(Duration.ofSeconds(20));
  }

  public static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(Conformance.checked(response));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  public static Answer post(
      Service service, String path, String type, String body, String... headers) {
    return post(service, 0, path, type, body, headers);
  }

  public static Answer post(
      Service service, int replica, String path, String type, String body, String... headers) {
    HttpRequest.Builder request =
        request(service, replica, path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  public static Answer form(Service service, String path, Map<String, String> fields) {
    return post(service, path, FORM, encode(fields));
  }

  public static Answer get(Service service, String path, String... headers) {
    HttpRequest.Builder request = request(service, path).GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  public static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
