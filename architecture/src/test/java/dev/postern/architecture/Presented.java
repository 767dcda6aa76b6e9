package dev.postern.architecture;

import dev.postern.common.session.SessionCookie;
import dev.postern.common.signature.Hmac;
import dev.postern.common.signature.SignatureHeaders;
import dev.postern.common.signature.SignatureHeaders.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A kind of credential, and the states in which a caller may present it. */
record Presented(String credential, List<State> states) {
  private static final int WINDOW = 300;

  /** How the credential is presented. */
  record State(String name, Consumer<Attempt> present) {
    static final State NONE = new State("none", attempt -> {});
  }

  static Presented accessToken(Wallet wallet, Map<String, String> scopes) {
    Instant soon = Wallet.soon();
    List<State> states = new ArrayList<>();
    states.add(State.NONE);
    states.add(bearer("not genuine", "not.a.token"));
    states.add(bearer("customer's", wallet.customerToken("token-2", soon)));
    states.add(bearer("expired", wallet.accessToken("token-1", "", Wallet.NOW)));
    states.add(bearer("revoked", wallet.accessToken(Wallet.REVOKED_TOKEN, "", soon)));
    states.add(bearer("no scope", wallet.accessToken("token-1", "other:scope", soon)));
    scopes.forEach(
        (name, list) -> states.add(bearer(name, wallet.accessToken("token-1", list, soon))));
    return new Presented("access token", states);
  }

  static Presented apiKey(Wallet wallet) {
    return new Presented(
        "API key",
        List.of(
            State.NONE,
            new State("not genuine", it -> it.header("api-key", "no-key")),
            new State("unknown", it -> it.header("api-key", wallet.unknownKey().text().reveal())),
            new State("revoked", it -> it.header("api-key", wallet.revokedKey().text().reveal())),
            new State(
                "other client's", it -> it.header("api-key", wallet.othersKey().text().reveal())),
            new State("own", it -> it.header("api-key", wallet.ownKey().text().reveal()))));
  }

  /** Where a client calls on a customer's behalf. */
  static Presented customer(Wallet wallet) {
    Instant soon = Wallet.soon();
    String good = wallet.customerToken("token-2", soon);
    return new Presented(
        "customer",
        List.of(
            State.NONE,
            customerToken("token, not genuine", "not.a.token"),
            customerToken("token, a client's", wallet.accessToken("token-1", "", soon)),
            customerToken("token, expired", wallet.customerToken("token-2", Wallet.NOW)),
            customerToken("token, revoked", wallet.customerToken(Wallet.REVOKED_TOKEN, soon)),
            customerToken("token", good),
            new State(
                "token, same customer_id",
                it -> it.header("customer-auth", "JWT " + good).customerId(Wallet.CUSTOMER)),
            new State(
                "token, other customer_id",
                it -> it.header("customer-auth", "JWT " + good).customerId("customer-2")),
            new State("customer_id", it -> it.customerId(Wallet.CUSTOMER)),
            cookie("session, not genuine", "no-cookie"),
            cookie("session", Wallet.COOKIE.reveal())));
  }

  /** Where the customer calls. */
  static Presented customersOwn(Wallet wallet) {
    Instant soon = Wallet.soon();
    String good = wallet.customerToken("token-2", soon);
    String csrf = SessionCookie.csrfToken(Wallet.COOKIE).reveal();
    Consumer<Attempt> cookie =
        it -> it.header("cookie", SessionCookie.NAME + "=" + Wallet.COOKIE.reveal());
    return new Presented(
        "customer",
        List.of(
            State.NONE,
            bearer("Bearer, not genuine", "not.a.token"),
            bearer("Bearer, a client's", wallet.accessToken("token-1", "", soon)),
            bearer("Bearer, expired", wallet.customerToken("token-2", Wallet.NOW)),
            bearer("Bearer, revoked", wallet.customerToken(Wallet.REVOKED_TOKEN, soon)),
            bearer("Bearer", good),
            customerToken("customer-auth", good),
            new State(
                "Bearer and customer-auth",
                it ->
                    it.header("authorization", "Bearer " + good)
                        .header("customer-auth", "JWT " + good)),
            cookie("session, not genuine", "no-cookie"),
            new State("session", cookie),
            new State(
                "session, own origin, no CSRF token",
                cookie.andThen(it -> it.header("origin", "https://" + Attempt.AUTHORITY))),
            new State(
                "session, other origin",
                cookie.andThen(
                    it ->
                        it.header("origin", "https://other.example").header("x-csrf-token", csrf))),
            new State(
                "session, own origin, CSRF token",
                cookie.andThen(
                    it ->
                        it.header("origin", "https://" + Attempt.AUTHORITY)
                            .header("x-csrf-token", csrf)))));
  }

  static Presented signature() {
    long now = Wallet.NOW.getEpochSecond();
    return new Presented(
        "signature",
        List.of(
            State.NONE,
            new State("wrong", it -> unsigned(it, "own", now)),
            new State("unknown key", it -> sign(it, "unknown", now)),
            new State("revoked key", it -> sign(it, "revoked", now)),
            new State("out of window", it -> sign(it, "own", now - WINDOW - 1)),
            new State("replayed", it -> sign(it.nonceUsed(), "own", now)),
            new State("other client's", it -> sign(it, "other", now)),
            new State("own, no scope", it -> sign(it, "no-scope", now)),
            new State("own, not registered", it -> sign(it, "not-registered", now)),
            new State("own", it -> sign(it, "own", now))));
  }

  private static State bearer(String name, String token) {
    return line(name, "authorization", "Bearer " + token);
  }

  private static State customerToken(String name, String token) {
    return line(name, "customer-auth", "JWT " + token);
  }

  private static State cookie(String name, String value) {
    return line(name, "cookie", SessionCookie.NAME + "=" + value);
  }

  private static State line(String name, String header, String value) {
    return new State(name, attempt -> attempt.header(header, value));
  }

  private static Attempt unsigned(Attempt attempt, String keyId, long timestamp) {
    return attempt
        .header("x-key-id", keyId)
        .header("x-timestamp", Long.toString(timestamp))
        .header("x-nonce", "0123456789abcdef")
        .header("x-signature", "v3=" + "0".repeat(2 * Hmac.BYTES));
  }

  /** The headers are read as the guard reads them, so that the signed string is the real one. */
  private static void sign(Attempt attempt, String keyId, long timestamp) {
    Attempt copy = unsigned(new Attempt(attempt.endpoint()), keyId, timestamp);
    if (!(SignatureHeaders.read(copy.sent()) instanceof Reading.Found(var signature))) {
      throw new IllegalStateException("the headers of a signature are not read");
    }
    String text = signature.signedText(copy.sent()).orElseThrow();
    String mac = HexFormat.of().formatHex(Hmac.sign(text, Wallet.HMAC_SECRET));
    attempt
        .header("x-key-id", keyId)
        .header("x-timestamp", Long.toString(timestamp))
        .header("x-nonce", "0123456789abcdef")
        .header("x-signature", "v3=" + mac);
  }
}
