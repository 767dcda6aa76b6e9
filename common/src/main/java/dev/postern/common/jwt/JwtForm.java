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
 * The JOSE header that one type of signed token must have. Two types exist: access tokens and
 * client assertions.
 */
public final class JwtForm {

  /**
   * A token that Postern signs (RFC 9068 §2.1). The header must contain {@code typ} and {@code
   * kid}.
   */
  public static final JwtForm ACCESS_TOKEN =
      new JwtForm(
          true,
          Set.of("at+jwt"),
          Pattern.compile("[A-Za-z0-9_-]{1,64}"),
          SigningAlgorithm::ofJwsName);

  /**
   * An assertion with which a client authenticates (RFC 7523 §3). {@code typ} and {@code kid} are
   * optional, the client chooses its key ids, and {@code alg} may also be the fully specified name
   * {@code Ed25519} (RFC 9864 §2.2).
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

  /**
   * The algorithm in the header; empty if {@code alg} is unsupported, or {@code typ} or {@code kid}
   * does not match this form.
   */
  Optional<SigningAlgorithm> algorithm(JsonNode header) {
    return isAccepted(header, "typ", type -> types.contains(type.toLowerCase(Locale.ROOT)))
            && isAccepted(header, "kid", text -> kid.matcher(text).matches())
        ? StrictJson.text(header, "alg").flatMap(algorithms)
        : Optional.empty();
  }

  private boolean isAccepted(JsonNode header, String member, Predicate<String> accepted) {
    return header.has(member)
        ? StrictJson.text(header, member).filter(accepted).isPresent()
        : !needsTypeAndKid;
  }
}
