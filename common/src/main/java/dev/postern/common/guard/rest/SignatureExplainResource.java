package dev.postern.common.guard.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.signature.SentRequest;
import dev.postern.common.signature.SignatureExplanation;
import dev.postern.common.signature.SignatureExplanation.Difference;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For developers of clients, at every service: the string to sign of the request described, or of
 * this request if none is described, and where the text that the client signed differs.
 */
@Path("/signature:explain")
@Produces(MediaType.APPLICATION_JSON)
public class SignatureExplainResource {

  /**
   * The description of a request.
   *
   * @param target path and query as sent
   * @param body as text, or {@code bodyBase64} as bytes
   * @param stringToSign what the client has signed
   */
  public record Description(
      @Nullable String method,
      @Nullable String authority,
      @Nullable String target,
      @Nullable Map<String, @Nullable String> headers,
      @Nullable String body,
      @JsonProperty("body_base64") @Nullable String bodyBase64,
      @JsonProperty("string_to_sign") @Nullable String stringToSign) {

    private boolean saysNothing() {
      return method == null && authority == null && target == null;
    }
  }

  /**
   * The answer.
   *
   * @param stringToSign none if the request lacks something
   * @param serverTime Unix seconds
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ExplanationView(
      @JsonProperty("string_to_sign") Optional<String> stringToSign,
      List<String> problems,
      List<Difference> differences,
      @JsonProperty("server_time") long serverTime) {}

  private final CurrentCall currentCall;

  SignatureExplainResource(CurrentCall currentCall) {
    this.currentCall = currentCall;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "dev:explain")
  public Uni<ExplanationView> explain(@Nullable Description described) {
    SentRequest sent =
        described == null || described.saysNothing() ? currentCall.sent() : sent(described);
    Optional<String> theirs = Optional.ofNullable(described).map(request -> request.stringToSign());
    SignatureExplanation explanation = SignatureExplanation.of(sent, theirs);
    return Uni.createFrom()
        .item(
            new ExplanationView(
                explanation.text(),
                explanation.problems(),
                explanation.differences(),
                currentCall.now().getEpochSecond()));
  }

  private static SentRequest sent(Description described) {
    if (described.method() == null || described.authority() == null || described.target() == null) {
      throw invalid("method, authority and target are needed, or none of them.");
    }
    return new SentRequest(
        described.method(),
        described.authority(),
        described.target(),
        headers(described.headers() == null ? Map.of() : described.headers()),
        body(described));
  }

  private static SentRequest.Headers headers(Map<String, @Nullable String> described) {
    return wanted ->
        described.entrySet().stream()
            .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(wanted))
            .flatMap(header -> Optional.ofNullable(header.getValue()).stream())
            .toList();
  }

  private static byte[] body(Description described) {
    if (described.bodyBase64() == null) {
      String text = described.body() == null ? "" : described.body();
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(described.bodyBase64());
    } catch (IllegalArgumentException notBase64) {
      throw invalid("body_base64 is not base64.");
    }
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
