package dev.postern.common.remote;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionDirectory;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.v1.FindSessionRequest;
import dev.postern.customer.v1.Session;
import dev.postern.customer.v1.Sessions;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks customer-service over gRPC, with this service's own token, within {@code
 * postern.guard.dependency-timeout}.
 */
@Singleton
@Typed(GrpcSessionDirectory.class)
public class GrpcSessionDirectory implements SessionDirectory {
  private final Sessions sessions;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  GrpcSessionDirectory(
      @GrpcClient("customer") Sessions sessions, ServiceToken serviceToken, GuardConfig config) {
    this.sessions = sessions;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  @Override
  public Uni<Optional<CustomerSession>> find(Secret cookie) {
    FindSessionRequest request = FindSessionRequest.newBuilder().setCookie(cookie.reveal()).build();
    return GrpcAnswers.found(
        serviceToken.call(sessions, stub -> stub.findSession(request), timeout),
        GrpcSessionDirectory::read);
  }

  private static CustomerSession read(Session found) {
    return new CustomerSession(
        found.getId(),
        found.getCustomerId(),
        found.getChannel(),
        GrpcTimestamps.read(found.getStartedAt()),
        GrpcTimestamps.read(found.getExpiresAt()));
  }
}
