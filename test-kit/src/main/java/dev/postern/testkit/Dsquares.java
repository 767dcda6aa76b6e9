package dev.postern.testkit;

import dev.postern.stack.Service;
import java.util.Map;

/** A partner's calls in the Dsquares dialect. */
public final class Dsquares {
  public static final String REFRESH = "/api/Auth/RefreshToken";

  private Dsquares() {}

  /** The fields by which a customer logs in. */
  public static Map<String, String> form(Person customer) {
    return Map.of(
        "Username", customer.username(),
        "Password", customer.password(),
        "Grant_Type", "Password");
  }

  public static Http.Answer login(Person customer) {
    return Http.form(Service.CUSTOMER, "/token", form(customer));
  }

  /** A refresh by the tokens that this login was answered with. */
  public static Http.Answer refresh(Http.Answer login) {
    return refresh(0, OAuth.access(login), OAuth.refreshToken(login));
  }

  public static Http.Answer refresh(int replica, String accessToken, String refreshToken) {
    return Http.post(
        Service.AUTH, replica, REFRESH, Http.JSON, refreshBody(accessToken, refreshToken));
  }

  public static String refreshBody(String accessToken, String refreshToken) {
    return Operator.json(Map.of("AccessToken", accessToken, "RefreshToken", refreshToken));
  }
}
