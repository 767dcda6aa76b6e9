package dev.postern.orders;

import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import dev.postern.common.guard.CurrentCall;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** A service of somebody else's, with nothing but its annotations. */
@Path("orders")
public class Orders {
  private final CurrentCall currentCall;

  Orders(CurrentCall currentCall) {
    this.currentCall = currentCall;
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "orders:read")
  public String list() {
    return "orders of " + currentCall.client().clientId();
  }

  @POST
  @Open(because = "the test wants an echo")
  public String echo(String body) {
    return body;
  }
}
