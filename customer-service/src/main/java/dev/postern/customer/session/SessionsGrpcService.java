package dev.postern.customer.session;

import com.google.protobuf.Timestamp;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.v1.FindSessionRequest;
import dev.postern.customer.v1.Session;
import dev.postern.customer.v1.Sessions;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** Opens cookies for the other services. */
@GrpcService
public class SessionsGrpcService implements Sessions {
  private final dev.postern.customer.session.Sessions sessions;

  SessionsGrpcService(dev.postern.customer.session.Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:sessions")
  public Uni<Session> findSession(FindSessionRequest request) {
    return sessions
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
        .setStartedAt(timestamp(session.startedAt()))
        .setExpiresAt(timestamp(session.expiresAt()))
        .build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
