package dev.postern.customer.revocation;

import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.outbox.Delivery;
import dev.postern.customer.outbox.Placed;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Sends revocation orders to auth-service. Fails if it does not answer in time. */
@Singleton
class RevocationDelivery implements Delivery<RevocationOrder> {

  /** A caller waits this long for every verifier to confirm. */
  private static final Duration CONFIRMATION_WAIT = Duration.ofSeconds(1);

  private final CustomerTokens tokens;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  RevocationDelivery(
      @GrpcClient("auth") CustomerTokens tokens, ServiceToken serviceToken, GuardConfig config) {
    this.tokens = tokens;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  @Override
  public Uni<Void> deliver(List<Placed<RevocationOrder>> orders, Urgency urgency) {
    Duration wait = confirmationWait(urgency);
    RevokeRequest request = request(orders, wait);
    return serviceToken
        .call(tokens, stub -> stub.revoke(request), wait.plus(timeout.multipliedBy(2)))
        .replaceWithVoid();
  }

  private static Duration confirmationWait(Urgency urgency) {
    return switch (urgency) {
      case CALLER_WAITS -> CONFIRMATION_WAIT;
      case IN_BACKGROUND -> Duration.ZERO;
    };
  }

  static RevokeRequest request(List<Placed<RevocationOrder>> orders, Duration wait) {
    RevokeRequest.Builder request =
        RevokeRequest.newBuilder().setWaitMillis(Math.toIntExact(wait.toMillis()));
    for (Placed<RevocationOrder> placed : orders) {
      switch (placed.message().target()) {
        case SESSION -> request.addSessionIds(placed.message().id());
        case CUSTOMER ->
            request
                .addCustomerIds(placed.message().id())
                .addCustomersOrderedAt(GrpcTimestamps.write(placed.at()));
      }
    }
    return request.build();
  }
}
