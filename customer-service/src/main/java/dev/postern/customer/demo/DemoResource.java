package dev.postern.customer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Open;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The demo page, and the endpoint of the vendor's server that it simulates. If the demo is
 * disabled, its paths do not exist.
 */
@Path("/demo")
@EndpointDisabled(name = "postern.demo.enabled", stringValue = "false", disableIfMissing = true)
public class DemoResource {
  private static final byte[] NO_BODY = {};

  /** The characters of a JWT. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,4096}");

  /** Allows the page's own files only, and no framing (CSP Level 3). */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  private final DemoConfig config;
  private final DemoFiles files;
  private final VendorServer vendor;

  DemoResource(DemoConfig config, DemoFiles files, VendorServer vendor) {
    this.config = config;
    this.files = files;
    this.vendor = vendor;
  }

  @GET
  @Open(because = "it is a page with a login form, the same for every caller")
  public Response page() {
    return file(DemoFiles.PAGE);
  }

  @GET
  @Path("{file}")
  @Open(because = "the page's files are the same for every caller")
  public Response file(@PathParam("file") String name) {
    DemoFiles.DemoFile file = files.find(name).orElseThrow(() -> new Refusal(AuthError.NOT_FOUND));
    return Response.ok(file.bytes())
        .header(HttpHeaders.CONTENT_TYPE, file.mediaType())
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .build();
  }

  /** Takes the token that the vendor's SDK sends, and returns the profile. */
  @POST
  @Path("profile")
  @Consumes(MediaType.APPLICATION_JSON)
  @Open(because = "profile-service decides, by the customer's token in the body")
  public Uni<Response> profile(
      @HeaderParam("Sec-Fetch-Site") @Nullable String site, byte @Nullable [] body) {
    if (!config.enabled()) {
      throw new Refusal(AuthError.NOT_FOUND);
    }
    if (!"same-origin".equals(site)) {
      throw new Refusal(AuthError.CSRF_REFUSED, "Only the demo page may ask this.");
    }
    return vendor.profile(customerToken(body == null ? NO_BODY : body)).map(DemoResource::response);
  }

  private static Secret customerToken(byte[] body) {
    Optional<JsonNode> json = StrictJson.object(body);
    return json.flatMap(object -> StrictJson.text(object, "customer_auth"))
        .filter(token -> TOKEN.matcher(token).matches())
        .map(Secret::of)
        .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID));
  }

  private static Response response(VendorServer.Answer answer) {
    return Response.status(answer.status())
        .header(HttpHeaders.CONTENT_TYPE, answer.mediaType())
        .header("X-Content-Type-Options", "nosniff")
        .entity(answer.body())
        .build();
  }
}
