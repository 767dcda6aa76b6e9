package dev.postern.stack;

import java.util.HashMap;
import java.util.Map;

/** A client's calls of the OAuth endpoints, at any replica of auth-service. */
final class OAuth {
  static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String API_KEY = "urn:postern:token-type:api-key";

  private OAuth() {}

  /** A grant by the client's own credentials. */
  static Http.Answer token(int replica, Vendor client, String... fields) {
    return post(replica, "/oauth/token", form(client, fields), "grant_type", "client_credentials");
  }

  static Http.Answer refresh(int replica, Vendor client, String refreshToken, String... fields) {
    Map<String, String> form = form(client, fields);
    form.put("grant_type", "refresh_token");
    return post(replica, "/oauth/token", form, "refresh_token", refreshToken);
  }

  static Http.Answer exchange(int replica, Vendor client, String apiKey, String... fields) {
    Map<String, String> form = form(client, fields);
    form.put("grant_type", EXCHANGE);
    form.putIfAbsent("subject_token_type", API_KEY);
    return post(replica, "/oauth/token", form, "subject_token", apiKey);
  }

  static Http.Answer revoke(int replica, Vendor client, String token, String... fields) {
    return post(replica, "/oauth/revoke", form(client, fields), "token", token);
  }

  static Http.Answer introspect(int replica, Vendor client, String token, String... fields) {
    return post(replica, "/oauth/introspect", form(client, fields), "token", token);
  }

  static String access(Http.Answer answer) {
    return text(answer, "access_token");
  }

  static String refreshToken(Http.Answer answer) {
    return text(answer, "refresh_token");
  }

  /** Of a token of ours: the part that may be shown. */
  static String id(String opaqueToken) {
    return opaqueToken.split("_", -1)[2];
  }

  static String claim(String jwt, String name) {
    return MainJobIT.claims(jwt).get(name).asText();
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
