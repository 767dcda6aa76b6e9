package dev.postern.auth.signingkey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.admin.PageRequest;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.Paging;
import dev.postern.common.web.PlainText;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Creates, activates, lists and revokes signing keys, for operators. Never shows a private key. */
@Path("/admin/v1/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
public class SigningKeyResource {

  /** A request to create a key. */
  public record NewSigningKey(@Nullable String algorithm) {}

  /**
   * A key as operators see it.
   *
   * @param activatesAt the earliest time to sign
   * @param removesAt the end of its publication
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record SigningKeyView(
      String kid,
      String algorithm,
      String state,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("activates_at") Instant activatesAt,
      @JsonProperty("activated_at") Optional<Instant> activatedAt,
      @JsonProperty("retired_at") Optional<Instant> retiredAt,
      @JsonProperty("removes_at") Optional<Instant> removesAt,
      @JsonProperty("removed_at") Optional<Instant> removedAt) {

    static SigningKeyView of(SigningKeyEntity key) {
      return new SigningKeyView(
          key.kid,
          key.algorithm.jwsName(),
          key.state.name(),
          key.createdAt,
          key.activatesAt,
          Optional.ofNullable(key.activatedAt),
          Optional.ofNullable(key.retiredAt),
          Optional.ofNullable(key.removesAt),
          Optional.ofNullable(key.removedAt));
    }
  }

  private final SigningKeyAdmin keys;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;

  SigningKeyResource(
      SigningKeyAdmin keys, RevocationPropagation propagation, CurrentCall currentCall) {
    this.keys = keys;
    this.propagation = propagation;
    this.currentCall = currentCall;
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:signing-keys:read")
  public Uni<Paging.Page<SigningKeyView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    PageRequest page = PageRequest.read(after, limit);
    return keys.page(page.after(), page.limit())
        .map(found -> page.page(found, SigningKeyView::of, SigningKeyView::kid));
  }

  /** The body may be absent. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:signing-keys:write")
  public Uni<SigningKeyView> create(@Nullable NewSigningKey wanted) {
    return keys.create(algorithm(wanted), actor()).map(SigningKeyView::of);
  }

  @POST
  @Path("/{kid}:activate")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:signing-keys:write")
  public Uni<SigningKeyView> activate(@PathParam("kid") String kid) {
    return keys.activate(PlainText.id(kid), actor()).map(SigningKeyView::of);
  }

  @POST
  @Path("/{kid}:revoke")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:signing-keys:write")
  public Uni<Response> revoke(
      @PathParam("kid") String kid,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        keys.revoke(PlainText.id(kid), actor()).map(Optional::of));
  }

  private static Optional<SigningAlgorithm> algorithm(@Nullable NewSigningKey wanted) {
    Optional<String> name = Optional.ofNullable(wanted).map(NewSigningKey::algorithm);
    Optional<SigningAlgorithm> known = name.flatMap(SigningAlgorithm::ofJwsName);
    if (name.isPresent() && known.isEmpty()) {
      throw new Refusal(AuthError.REQUEST_INVALID, "algorithm: ES256, RS256 or EdDSA.");
    }
    return known;
  }

  private String actor() {
    return currentCall.client().clientId();
  }
}
