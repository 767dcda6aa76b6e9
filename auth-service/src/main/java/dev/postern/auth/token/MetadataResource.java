package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.signingkey.SigningKeys;
import dev.postern.common.auth.Open;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.transport.GuardConfig;
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

/** What clients and verifiers find out by themselves: the endpoints (RFC 8414) and the keys. */
@Path("/.well-known")
public class MetadataResource {
  private static final int MAX_AGE_SECONDS = 300;

  /** RFC 8414 §2, of what is offered. */
  public record Metadata(
      String issuer,
      @JsonProperty("token_endpoint") String tokenEndpoint,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("response_types_supported") List<String> responseTypesSupported,
      @JsonProperty("grant_types_supported") List<String> grantTypesSupported,
      @JsonProperty("token_endpoint_auth_methods_supported")
          List<String> tokenEndpointAuthMethodsSupported,
      @JsonProperty("token_endpoint_auth_signing_alg_values_supported")
          List<String> tokenEndpointAuthSigningAlgValuesSupported) {}

  private final SigningKeys keys;
  private final GuardConfig config;

  MetadataResource(SigningKeys keys, GuardConfig config) {
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
            List.of(ClientCredentialsGrant.NAME),
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt"),
            Arrays.stream(SigningAlgorithm.values()).map(SigningAlgorithm::jwsName).toList());
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
