package dev.postern.common.auth;

import dev.postern.common.auth.Step.Failed;
import dev.postern.common.auth.Step.Proven;
import dev.postern.common.auth.Step.Verdict;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A customer's token: {@code customer-auth: JWT}, {@code customer_auth} in the body, or, where the
 * customer calls, {@code Authorization: Bearer}. In two of these places it is there twice.
 */
public final class CustomerTokenScheme implements Scheme<Secret> {
  private final JwtVerifier tokens;

  public CustomerTokenScheme(JwtVerifier tokens) {
    this.tokens = tokens;
  }

  @Override
  public CredentialRole role() {
    return CredentialRole.CUSTOMER;
  }

  @Override
  public Finding<Secret> find(Request request, Requirements needed) {
    return locate(request, needed);
  }

  static Finding<Secret> locate(Request request, Requirements needed) {
    List<String> lines = request.headers().all("customer-auth");
    Optional<String> inBody = request.body().customerAuth();
    Finding<Secret> bearer =
        needed instanceof Requirements.OfCustomer
            ? AuthorizationHeader.bearer(request)
            : new Finding.Absent<>();
    boolean isBearer = bearer instanceof Finding.Presented;
    if (lines.size() + (inBody.isPresent() ? 1 : 0) + (isBearer ? 1 : 0) > 1) {
      return new Finding.Malformed<>(AuthError.CUSTOMER_TOKEN_REPEATED);
    }
    if (isBearer) {
      return bearer;
    }
    return lines.isEmpty()
        ? inBody.map(CustomerTokenScheme::inBody).orElseGet(Finding.Absent::new)
        : inHeader(lines.getFirst());
  }

  private static Finding<Secret> inHeader(String line) {
    Finding<Secret> found =
        AuthorizationHeader.read(line, "jwt", AuthError.CUSTOMER_TOKEN_MALFORMED);
    return found instanceof Finding.Absent
        ? new Finding.Malformed<>(AuthError.CUSTOMER_TOKEN_MALFORMED)
        : found;
  }

  private static Finding<Secret> inBody(String token) {
    return token.isEmpty()
        ? new Finding.Malformed<>(AuthError.CUSTOMER_TOKEN_MALFORMED)
        : new Finding.Presented<>(Secret.of(token));
  }

  @Override
  public Step verify(Secret presented) {
    return Step.later(
        tokens.verify(presented.reveal(), TokenKind.CUSTOMER),
        verification -> verdict(verification, presented));
  }

  private static Verdict verdict(Verification verification, Secret presented) {
    return switch (verification) {
      case Verification.Valid(var token) -> new Proven(new ProvenCustomerToken(token, presented));
      case Verification.Expired(var token) ->
          new Failed(AuthError.CUSTOMER_TOKEN_EXPIRED, "jti " + token.tokenId());
      case Verification.Invalid(String why) -> new Failed(AuthError.CUSTOMER_TOKEN_INVALID, why);
    };
  }
}
