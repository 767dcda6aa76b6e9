package dev.postern.common.auth;

import dev.postern.common.auth.Extraction.Malformed;
import dev.postern.common.auth.Extraction.NotPresented;
import dev.postern.common.auth.Extraction.Presented;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.SessionCookie;
import dev.postern.common.signature.SignatureHeaders;
import dev.postern.common.signature.SignatureHeaders.Reading;
import dev.postern.common.signature.SignedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the credentials out of a request. Pure: headers in, credentials out.
 *
 * <p>A malformed credential outweighs a missing one, whichever comes first, and is refused even
 * where the method does not ask for that credential: the caller's software is broken.
 */
public final class Extractor {
  private static final Set<String> SECRET_NAMES =
      Set.of(
          "access_token",
          "api-key",
          "api_key",
          "apikey",
          "client_assertion",
          "client_secret",
          "customer-auth",
          "customer_auth",
          "password",
          "refresh_token",
          "subject_token");
  private static final Pattern CUSTOMER_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private static final Pattern ANOTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9-]* .*");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,256}");

  /** One credential on its own; empty text is never presented. */
  private sealed interface Found {
    record Nothing() implements Found {}

    record Broken(AuthError error) implements Found {}

    record One(String value) implements Found {}
  }

  private Extractor() {}

  public static Extraction extract(Request request, Requirements required) {
    if (holdsSecret(request.queryNames())) {
      return new Malformed(AuthError.SECRET_IN_QUERY);
    }
    if (request.body().error().isPresent()) {
      return new Malformed(request.body().error().get());
    }
    boolean own = required.isCustomersOwn();
    Found authorization = bearer(request.headers().all("authorization"));
    Found bearer = own ? new Found.Nothing() : authorization;
    Found apiKey = apiKey(request.headers().all("api-key"));
    Found customer = customerToken(request, own ? authorization : new Found.Nothing());
    Found session = session(request, required, customer);
    Reading signature = signature(request, required);
    Optional<AuthError> broken =
        Stream.of(authorization, apiKey, customer, session)
            .flatMap(found -> found instanceof Found.Broken(var e) ? Stream.of(e) : Stream.of())
            .findFirst()
            .or(() -> broken(signature));
    if (broken.isPresent()) {
      return new Malformed(broken.get());
    }
    boolean isSigned = signature instanceof Reading.Found;
    Optional<String> customerId = request.body().customerId();
    if (customerId.filter(id -> !CUSTOMER_ID.matcher(id).matches()).isPresent()) {
      return new Malformed(AuthError.REQUEST_INVALID);
    }
    if (isSigned && bearer instanceof Found.One && required.signatureReplacesToken()) {
      return new Malformed(AuthError.SIGNATURE_AND_TOKEN);
    }
    if (!own
        && !(bearer instanceof Found.One)
        && !(isSigned && required.signatureReplacesToken())) {
      return new NotPresented(AuthError.BEARER_MISSING);
    }
    if (!isSigned && required.signature() == SignaturePolicy.REQUIRED) {
      return new NotPresented(AuthError.SIGNATURE_MISSING);
    }
    if (required.needs(CredentialKind.API_KEY) && !(apiKey instanceof Found.One)) {
      return new NotPresented(AuthError.API_KEY_MISSING);
    }
    if (required.needs(CredentialKind.CUSTOMER)
        && !(customer instanceof Found.One)
        && !(session instanceof Found.One)
        && customerId.isEmpty()) {
      return new NotPresented(AuthError.CUSTOMER_TOKEN_MISSING);
    }
    return new Presented(
        new Credentials(
            secret(bearer),
            secret(apiKey),
            secret(customer),
            secret(session),
            customerId,
            signed(request, signature)));
  }

  /** Where a method takes none, a signature says nothing. */
  private static Reading signature(Request request, Requirements required) {
    return request
        .sent()
        .filter(sent -> required.readsSignature())
        .map(SignatureHeaders::read)
        .orElseGet(Reading.Nothing::new);
  }

  private static Optional<AuthError> broken(Reading signature) {
    return switch (signature) {
      case Reading.Nothing nothing -> Optional.empty();
      case Reading.Found found -> Optional.empty();
      case Reading.Repeated repeated -> Optional.of(AuthError.SIGNATURE_REPEATED);
      case Reading.Malformed malformed -> Optional.of(AuthError.SIGNATURE_MALFORMED);
      case Reading.Wrong wrong -> Optional.of(AuthError.SIGNATURE_INVALID);
    };
  }

  private static Optional<SignedRequest> signed(Request request, Reading signature) {
    return signature instanceof Reading.Found(var presented)
        ? request.sent().map(sent -> new SignedRequest(sent, presented))
        : Optional.empty();
  }

  /** Whether one of these names, of a query's parameters, is a credential's, in whatever case. */
  public static boolean holdsSecret(Set<String> queryNames) {
    return queryNames.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(SECRET_NAMES::contains);
  }

  /** RFC 6750 §2.1. Another scheme is no access token, and is not looked at. */
  private static Found bearer(List<String> lines) {
    if (lines.size() > 1) {
      return new Found.Broken(AuthError.AUTHORIZATION_REPEATED);
    }
    return lines.isEmpty()
        ? new Found.Nothing()
        : withScheme(lines.get(0), "bearer", AuthError.AUTHORIZATION_MALFORMED);
  }

  private static Found apiKey(List<String> lines) {
    if (lines.size() > 1) {
      return new Found.Broken(AuthError.API_KEY_REPEATED);
    }
    if (lines.isEmpty()) {
      return new Found.Nothing();
    }
    return KEY.matcher(lines.get(0)).matches()
        ? new Found.One(lines.get(0))
        : new Found.Broken(AuthError.API_KEY_MALFORMED);
  }

  /** In the header, in the body, or as the caller's bearer; in two of them it is there twice. */
  private static Found customerToken(Request request, Found bearer) {
    List<String> lines = request.headers().all("customer-auth");
    Optional<String> inBody = request.body().customerAuth();
    if (bearer instanceof Found.One && lines.isEmpty() && inBody.isEmpty()) {
      return bearer;
    }
    boolean isBearer = bearer instanceof Found.One;
    if (lines.size() + (inBody.isPresent() ? 1 : 0) + (isBearer ? 1 : 0) > 1) {
      return new Found.Broken(AuthError.CUSTOMER_TOKEN_REPEATED);
    }
    if (!lines.isEmpty()) {
      Found found = withScheme(lines.get(0), "jwt", AuthError.CUSTOMER_TOKEN_MALFORMED);
      return found instanceof Found.Nothing
          ? new Found.Broken(AuthError.CUSTOMER_TOKEN_MALFORMED)
          : found;
    }
    return inBody
        .<Found>map(
            token ->
                token.isEmpty()
                    ? new Found.Broken(AuthError.CUSTOMER_TOKEN_MALFORMED)
                    : new Found.One(token))
        .orElseGet(Found.Nothing::new);
  }

  /** Browsers send the cookie by themselves: who shows a token means the token. */
  private static Found session(Request request, Requirements required, Found customerToken) {
    if (!required.needs(CredentialKind.CUSTOMER) || customerToken instanceof Found.One) {
      return new Found.Nothing();
    }
    List<String> cookies =
        SessionCookie.values(request.headers().all("cookie"), SessionCookie.NAME);
    if (cookies.size() > 1) {
      return new Found.Broken(AuthError.SESSION_REPEATED);
    }
    return cookies.isEmpty() ? new Found.Nothing() : new Found.One(cookies.getFirst());
  }

  /**
   * RFC 9110 §11.4, with the token68 of RFC 6750 §2.1; the scheme's case does not matter. By hand,
   * since a regular expression over each octet of a token costs more than all else here.
   */
  private static Found withScheme(String line, String scheme, AuthError malformed) {
    int begin = scheme.length();
    if (line.regionMatches(true, 0, scheme + " ", 0, begin + 1)) {
      while (begin < line.length() && line.charAt(begin) == ' ') {
        begin++;
      }
      String token = line.substring(begin);
      return isToken68(token) ? new Found.One(token) : new Found.Broken(malformed);
    }
    boolean anotherScheme = ANOTHER_SCHEME.matcher(line).matches();
    return anotherScheme ? new Found.Nothing() : new Found.Broken(malformed);
  }

  private static boolean isToken68(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean sound =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~+/".indexOf(c) >= 0;
      if (!sound) {
        return false;
      }
    }
    return end > 0;
  }

  private static Optional<Secret> secret(Found found) {
    return found instanceof Found.One(String value)
        ? Optional.of(Secret.of(value))
        : Optional.empty();
  }
}
