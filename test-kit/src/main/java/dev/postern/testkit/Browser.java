package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** A browser that holds a session cookie, on a page of ours or of another site. */
public record Browser(String cookie, String csrfToken, String sessionId, String origin) {
  private static final String OURS = "ours";

  public static Http.Answer loginAnswer(int replica, Person customer, String channel) {
    return send(login(replica, customer, channel));
  }

  public static Browser login(int replica, Person customer) {
    return of(loginAnswer(replica, customer, "web"));
  }

  /** A browser with this cookie, valid or not, and without its CSRF token. */
  public static Browser of(String cookie) {
    return new Browser(cookie, "", "", OURS);
  }

  public Browser loginAgain(int replica, Person customer) {
    return of(send(login(replica, customer, "web").header("Cookie", "__Host-postern=" + cookie)));
  }

  public Browser from(String anotherOrigin) {
    return new Browser(cookie, csrfToken, sessionId, anotherOrigin);
  }

  public Http.Answer get(int replica, String path) {
    return send(request(replica, path).GET());
  }

  public Http.Answer post(int replica, String path, String json) {
    return send(
        request(replica, path)
            .header("Content-Type", Http.JSON)
            .POST(BodyPublishers.ofString(json)));
  }

  public Http.Answer delete(int replica, String path) {
    return send(request(replica, path).DELETE());
  }

  /** A vendor forwards the cookie to profile-service. */
  public Http.Answer profile(int replica, Vendor vendor, String systemToken) {
    return Http.post(
        Service.PROFILE,
        replica,
        "/getprofile",
        Http.JSON,
        "",
        "Authorization",
        "Bearer " + systemToken,
        "api-key",
        vendor.apiKey(),
        "Cookie",
        "__Host-postern=" + cookie);
  }

  private static Browser of(Http.Answer login) {
    String cookie = login.header("set-cookie").replaceAll("__Host-postern=([^;]*);.*", "$1");
    Browser browser = new Browser(cookie, login.json().path("csrf_token").asText(), "", OURS);
    JsonNode session = browser.get(0, "/session").json();
    return new Browser(cookie, browser.csrfToken(), session.path("id").asText(), OURS);
  }

  private HttpRequest.Builder request(int replica, String path) {
    HttpRequest.Builder request =
        Http.request(Service.CUSTOMER, replica, path)
            .header("Cookie", "__Host-postern=" + cookie)
            .header("X-CSRF-Token", csrfToken);
    String sent = origin.equals(OURS) ? TestStack.url(Service.CUSTOMER, replica) : origin;
    return sent.isEmpty() ? request : request.header("Origin", sent);
  }

  private static HttpRequest.Builder login(int replica, Person customer, String channel) {
    return Http.request(Service.CUSTOMER, replica, "/customer_authenticate")
        .header("Content-Type", Http.FORM)
        .header("Origin", TestStack.url(Service.CUSTOMER, replica))
        .POST(
            BodyPublishers.ofString(
                Http.encode(
                    Map.of(
                        "username",
                        customer.username(),
                        "password",
                        customer.password(),
                        "channel",
                        channel,
                        "session",
                        "cookie"))));
  }

  private static Http.Answer send(HttpRequest.Builder request) {
    return Http.send(request);
  }
}
