package dev.postern.testkit;

import dev.postern.stack.Service;
import java.util.HashMap;
import java.util.Map;

/** A client's calls of the OAuth endpoints, at any replica of auth-service. */
public final class OAuth {
  public static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  public static final String API_KEY = "urn:postern:token-type:api-key";

  private OAuth() {}

  public static Http.Answer token(Vendor client, String... fields) {
    return token(0, client, fields);
  }

  /** A grant by the client's own credentials. */
  public static Http.Answer token(int replica, Vendor client, String... fields) {
    return post(replica, "/oauth/token", form(client, fields), "grant_type", "client_credentials");
  }

  public static Http.Answer refresh(Vendor client, String refreshToken, String... fields) {
    return refresh(0, client, refreshToken, fields);
  }

  public static Http.Answer refresh(
      int replica, Vendor client, String refreshToken, String... fields) {
    Map<String, String> form = form(client, fields);
    form.put("grant_type", "refresh_token");
    return post(replica, "/oauth/token", form, "refresh_token", refreshToken);
  }

  public static Http.Answer exchange(Vendor client, String apiKey, String... fields) {
    return exchange(0, client, apiKey, fields);
  }

  public static Http.Answer exchange(int replica, Vendor client, String apiKey, String... fields) {
    Map<String, String> form = form(client, fields);
    form.put("grant_type", EXCHANGE);
    form.putIfAbsent("subject_token_type", API_KEY);
    return post(replica, "/oauth/token", form, "subject_token", apiKey);
  }

  public static Http.Answer revoke(Vendor client, String token, String... fields) {
    return revoke(0, client, token, fields);
  }

  public static Http.Answer revoke(int replica, Vendor client, String token, String... fields) {
    return post(replica, "/oauth/revoke", form(client, fields), "token", token);
  }

  public static Http.Answer introspect(Vendor client, String token, String... fields) {
    return introspect(0, client, token, fields);
  }

  public static Http.Answer introspect(int replica, Vendor client, String token, String... fields) {
    return post(replica, "/oauth/introspect", form(client, fields), "token", token);
  }

  public static String access(Http.Answer answer) {
    return text(answer, "access_token");
  }

  public static String refreshToken(Http.Answer answer) {
    return text(answer, "refresh_token");
  }

  /** The part of an opaque token that may be shown. */
  public static String id(String opaqueToken) {
    return opaqueToken.split("_", -1)[2];
  }

  public static String claim(String jwt, String name) {
    return Json.claims(jwt).get(name).asText();
  }

  private static String text(Http.Answer answer, String member) {
    if (answer.status() != 200 || !answer.json().hasNonNull(member)) {
      throw new AssertionError(answer.status() + " without " + member + ": " + answer.body());
    }
    return answer.json().get(member).asText();
  }

  private static Http.Answer post(
      int replica, String path, Map<String, String> form, String name, String value) {
    form.put(name, value);
    return Http.post(Service.AUTH, replica, path, Http.FORM, Http.encode(form));
  }

  private static Map<String, String> form(Vendor client, String... fields) {
    Map<String, String> form = new HashMap<>();
    form.put("client_id", client.id());
    form.put("client_secret", client.secret());
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], fields[i + 1]);
    }
    return form;
  }
}
