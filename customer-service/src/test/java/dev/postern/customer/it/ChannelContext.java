package dev.postern.customer.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;

/** The context of a channel, as a page or an app of that channel asks for it. */
final class ChannelContext {
  private ChannelContext() {}

  static JsonNode get(String channel, boolean refresh, String header, String credential) {
    return Http.get(
            Service.CUSTOMER,
            "/channels/" + channel + "/context?refresh=" + refresh,
            header,
            credential)
        .json();
  }
}
