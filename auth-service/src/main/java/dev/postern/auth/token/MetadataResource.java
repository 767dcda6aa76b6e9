package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.signingkey.SigningKeys;
import dev.postern.common.auth.Open;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.All;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Publishes the metadata of this server (RFC 8414) and its public keys (RFC 7517). */
@Path("/.well-known")
public class MetadataResource {
  private static final int MAX_AGE_SECONDS = 300;

  /** RFC 8414 §2. */
  public record Metadata(
      String issuer,
      @JsonProperty("token_endpoint") String tokenEndpoint,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("response_types_supported") List<String> responseTypesSupported,
      @JsonProperty("grant_types_supported") List<String> grantTypesSupported,
      @JsonProperty("token_endpoint_auth_methods_supported")
          List<String> tokenEndpointAuthMethodsSupported,
      @JsonProperty("token_endpoint_auth_signing_alg_values_supported")
          List<String> tokenEndpointAuthSigningAlgValuesSupported,
      @JsonProperty("revocation_endpoint") String revocationEndpoint,
      @JsonProperty("revocation_endpoint_auth_methods_supported")
          List<String> revocationEndpointAuthMethodsSupported,
      @JsonProperty("revocation_endpoint_auth_signing_alg_values_supported")
          List<String> revocationEndpointAuthSigningAlgValuesSupported,
      @JsonProperty("introspection_endpoint") String introspectionEndpoint,
      @JsonProperty("introspection_endpoint_auth_methods_supported")
          List<String> introspectionEndpointAuthMethodsSupported,
      @JsonProperty("introspection_endpoint_auth_signing_alg_values_supported")
          List<String> introspectionEndpointAuthSigningAlgValuesSupported) {}

  private static final List<String> AUTH_METHODS =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
  private static final List<String> ALGORITHMS =
      Arrays.stream(SigningAlgorithm.values()).map(SigningAlgorithm::jwsName).toList();

  private final SigningKeys keys;
  private final List<Grant> grants;
  private final GuardConfig config;

  MetadataResource(SigningKeys keys, @All List<Grant> grants, GuardConfig config) {
    this.grants = grants;
    this.keys = keys;
    this.config = config;
  }

  @GET
  @Path("oauth-authorization-server")
  @Open(because = "RFC 8414 metadata is public")
  public Response metadata() {
    String issuer = config.issuer();
    Metadata metadata =
        new Metadata(
            issuer,
            issuer + "/oauth/token",
            issuer + "/.well-known/jwks.json",
            List.of(),
            grants.stream().map(Grant::name).sorted().toList(),
            AUTH_METHODS,
            ALGORITHMS,
            issuer + "/oauth/revoke",
            AUTH_METHODS,
            ALGORITHMS,
            issuer + "/oauth/introspect",
            AUTH_METHODS,
            ALGORITHMS);
    return Response.ok(metadata, MediaType.APPLICATION_JSON_TYPE).cacheControl(publicly()).build();
  }

  @GET
  @Path("jwks.json")
  @Open(because = "public keys are public: RFC 7517")
  public Response jwks(@Context Request request) {
    String document = keys.jwks();
    EntityTag tag =
        new EntityTag(UUID.nameUUIDFromBytes(document.getBytes(StandardCharsets.UTF_8)).toString());
    ResponseBuilder notModified = request.evaluatePreconditions(tag);
    ResponseBuilder response =
        notModified == null ? Response.ok(document, MediaType.APPLICATION_JSON_TYPE) : notModified;
    return response.tag(tag).cacheControl(publicly()).build();
  }

  private static CacheControl publicly() {
    CacheControl cacheControl = new CacheControl();
    cacheControl.setMaxAge(MAX_AGE_SECONDS);
    cacheControl.setNoTransform(false);
    return cacheControl;
  }
}
