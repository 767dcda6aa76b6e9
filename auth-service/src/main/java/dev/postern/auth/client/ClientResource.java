package dev.postern.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.transport.Paging;
import dev.postern.common.transport.PlainText;
import dev.postern.common.transport.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Clients, for operators. A secret is shown once, when it is made. */
@Path("/admin/v1/clients")
@Produces(MediaType.APPLICATION_JSON)
public class ClientResource {
  private static final int MAX_NAME_CHARS = 100;
  private static final Duration LEAST_LIFETIME = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  /** What an operator says of a client to be made. */
  public record NewClient(
      @Nullable String name,
      @Nullable List<String> scopes,
      @JsonProperty("token_lifetime_seconds") @Nullable Integer tokenLifetimeSeconds) {}

  /** A client as it is shown; the secret only when it has just been made. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ClientView(
      String id,
      String name,
      List<String> scopes,
      @JsonProperty("token_lifetime_seconds") int tokenLifetimeSeconds,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("disabled_at") Optional<Instant> disabledAt,
      Optional<String> secret) {

    static ClientView of(ClientEntity client, Optional<String> secret) {
      return new ClientView(
          client.id,
          client.name,
          List.of(client.scopes),
          client.tokenLifetimeSeconds,
          client.createdAt,
          Optional.ofNullable(client.disabledAt),
          secret);
    }
  }

  private final ClientAdmin admin;

  ClientResource(ClientAdmin admin) {
    this.admin = admin;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<ClientView> create(@Nullable NewClient wanted) {
    NewClient client = wanted == null ? new NewClient(null, null, null) : wanted;
    return admin
        .create(name(client), scopes(client), tokenLifetime(client))
        .map(made -> ClientView.of(made.client(), Optional.of(made.secret().text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:read")
  public Uni<Paging.Page<ClientView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return admin
        .page(PlainText.id(after), Paging.limit(limit))
        .map(found -> found.stream().map(c -> ClientView.of(c, Optional.empty())).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), ClientView::id));
  }

  @DELETE
  @Path("/{id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<Void> disable(@PathParam("id") String id) {
    return admin.disable(PlainText.id(id));
  }

  private static String name(NewClient client) {
    String name = client.name() == null ? "" : client.name().strip();
    if (name.isEmpty() || name.length() > MAX_NAME_CHARS || !PlainText.isPlain(name)) {
      throw invalid("name: 1 to " + MAX_NAME_CHARS + " characters, none of control.");
    }
    return name;
  }

  private static Set<String> scopes(NewClient client) {
    return Optional.ofNullable(client.scopes())
        .flatMap(Scopes::of)
        .filter(scopes -> scopes.stream().noneMatch(s -> s.startsWith(Scopes.INTERNAL_PREFIX)))
        .orElseThrow(
            () -> invalid("scopes: 1 to 32 words of [a-z0-9:._-], none beginning with internal:."));
  }

  private static Duration tokenLifetime(NewClient client) {
    Duration lifetime =
        client.tokenLifetimeSeconds() == null
            ? ClientAdmin.DEFAULT_TOKEN_LIFETIME
            : Duration.ofSeconds(client.tokenLifetimeSeconds());
    if (lifetime.compareTo(LEAST_LIFETIME) < 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw invalid("token_lifetime_seconds: 60 to 86400.");
    }
    return lifetime;
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
