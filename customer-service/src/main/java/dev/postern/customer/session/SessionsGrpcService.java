package dev.postern.customer.session;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.v1.FindSessionRequest;
import dev.postern.customer.v1.Session;
import dev.postern.customer.v1.Sessions;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Finds the sessions of cookies for the other services. */
@GrpcService
public class SessionsGrpcService implements Sessions {
  private final StoredSessionDirectory directory;

  SessionsGrpcService(StoredSessionDirectory directory) {
    this.directory = directory;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:sessions")
  public Uni<Session> findSession(FindSessionRequest request) {
    return directory
        .find(Secret.of(request.getCookie()))
        .map(
            found ->
                found
                    .map(SessionsGrpcService::write)
                    .orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)));
  }

  private static Session write(CustomerSession session) {
    return Session.newBuilder()
        .setId(session.id())
        .setCustomerId(session.customerId())
        .setChannel(session.channel())
        .setStartedAt(GrpcTimestamps.write(session.startedAt()))
        .setExpiresAt(GrpcTimestamps.write(session.expiresAt()))
        .build();
  }
}
