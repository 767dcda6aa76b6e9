package dev.postern.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** The operator, at the admin APIs: auth-service's if nothing else is said. */
public final class Operator {
  private Operator() {}

  public static Http.Answer send(String method, String path, String json) {
    return send(0, method, path, json);
  }

  /** At this replica. */
  public static Http.Answer send(int replica, String method, String path, String json) {
    return send(Service.AUTH, replica, method, path, json);
  }

  /** At this replica of this service. */
  public static Http.Answer send(
      Service service, int replica, String method, String path, String json) {
    return Http.send(
        request(service, replica, path)
            .header("Content-Type", Http.JSON)
            .method(method, BodyPublishers.ofString(json)));
  }

  /** With this token instead of the operator's. */
  public static Http.Answer sendAs(String token, String method, String path, String json) {
    return Http.send(
        Http.request(Service.AUTH, path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", Http.JSON)
            .method(method, BodyPublishers.ofString(json)));
  }

  /** Without a body and without {@code Content-Type}. */
  public static Http.Answer send(String method, String path) {
    return Http.send(request(Service.AUTH, 0, path).method(method, BodyPublishers.noBody()));
  }

  /** Creates a resource and returns the answer. */
  public static JsonNode make(String path, Map<String, Object> wanted) {
    Http.Answer made = send("POST", path, json(wanted));
    if (made.status() != 201) {
      throw new AssertionError(made.body());
    }
    return made.json();
  }

  public static String json(Map<String, Object> value) {
    try {
      return PrivateFiles.JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** With a fresh token, because a test may have revoked the last one. */
  private static HttpRequest.Builder request(Service service, int replica, String path) {
    return Http.request(service, replica, path)
        .header("Authorization", "Bearer " + Vendor.operatorToken());
  }
}
