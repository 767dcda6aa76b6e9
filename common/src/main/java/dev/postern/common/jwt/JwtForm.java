package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the header of one sort of signed token must look like. There are these sorts and no other.
 */
public final class JwtForm {

  /** What Postern signs itself (RFC 9068 §2.1): it always names its type and its key. */
  public static final JwtForm ACCESS_TOKEN =
      new JwtForm(
          true,
          Set.of("at+jwt"),
          Pattern.compile("[A-Za-z0-9_-]{1,64}"),
          SigningAlgorithm::ofJwsName);

  /**
   * What a client signs to prove itself (RFC 7523 §3): it may leave out type and key, its keys are
   * named as it likes, and Ed25519 also as RFC 9864 §2.2 does.
   */
  public static final JwtForm CLIENT_ASSERTION =
      new JwtForm(
          false,
          Set.of("jwt", "client-authentication+jwt"),
          VerificationKey.KID,
          SigningAlgorithm::ofAnyJwsName);

  private final boolean needsTypeAndKid;
  private final Set<String> types;
  private final Pattern kid;
  private final Function<String, Optional<SigningAlgorithm>> algorithms;

  private JwtForm(
      boolean needsTypeAndKid,
      Set<String> types,
      Pattern kid,
      Function<String, Optional<SigningAlgorithm>> algorithms) {
    this.needsTypeAndKid = needsTypeAndKid;
    this.types = types;
    this.kid = kid;
    this.algorithms = algorithms;
  }

  /** The algorithm the header names, if type and key are named as this form wants them. */
  Optional<SigningAlgorithm> algorithm(JsonNode header) {
    return isRight(header, "typ", type -> types.contains(type.toLowerCase(Locale.ROOT)))
            && isRight(header, "kid", text -> kid.matcher(text).matches())
        ? StrictJson.text(header, "alg").flatMap(algorithms)
        : Optional.empty();
  }

  private boolean isRight(JsonNode header, String member, Predicate<String> right) {
    return header.has(member)
        ? StrictJson.text(header, member).filter(right).isPresent()
        : !needsTypeAndKid;
  }
}
