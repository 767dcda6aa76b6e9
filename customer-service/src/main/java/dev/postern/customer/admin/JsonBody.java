package dev.postern.customer.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.MediaTypes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Reads a body that is one JSON object, without binding its secrets to {@code String} fields. */
final class JsonBody {
  private JsonBody() {}

  /**
   * @throws Refusal if the body is anything else
   */
  static JsonNode read(HttpHeaders headers, byte @Nullable [] body) {
    String contentType = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (!MediaTypes.is(contentType, MediaType.APPLICATION_JSON_TYPE)) {
      throw new Refusal(AuthError.MEDIA_TYPE_UNSUPPORTED, "Send application/json.");
    }
    return StrictJson.object(body == null ? new byte[0] : body)
        .orElseThrow(() -> NewCustomer.invalid("The JSON object is malformed."));
  }
}
