package dev.postern.testkit;

import dev.postern.stack.Service;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** A username and a password that somebody tries to log in with. */
public record LoginGuess(String username, String password) {
  /** The status of the answer to this guess, at an endpoint of a replica of customer-service. */
  public int status(int replica, String path) {
    return Http.send(request(replica, path)).status();
  }

  public HttpRequest.Builder request(int replica, String path) {
    String form =
        Http.encode(Map.of("username", username, "password", password, "grant_type", "password"));
    return Http.request(Service.CUSTOMER, replica, path)
        .header("Content-Type", Http.FORM)
        .POST(BodyPublishers.ofString(form));
  }
}
