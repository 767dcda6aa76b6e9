package dev.postern.auth.token;

import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.refresh.NewFamily;
import dev.postern.auth.refresh.RefreshTokens;
import dev.postern.auth.revocation.RevocationTarget;
import dev.postern.auth.revocation.TokenRevoker;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.IssueCustomerTokenRequest;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.auth.v1.RevokeResponse;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Issues and revokes customer tokens for customer-service, which authenticates customers. */
@GrpcService
public class CustomerTokensGrpcService implements CustomerTokens {
  private static final Set<String> CHANNELS = Set.of("web", "ios", "android");
  private static final int MAX_ID_CHARS = 128;
  private static final int MAX_TARGETS = 100;
  private static final int MAX_WAIT_MILLIS = 10_000;

  private final TokenIssuer tokens;
  private final RefreshTokens refreshTokens;
  private final TokenRevoker revoker;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;

  CustomerTokensGrpcService(
      TokenIssuer tokens,
      RefreshTokens refreshTokens,
      TokenRevoker revoker,
      RevocationPropagation propagation,
      CurrentCall currentCall) {
    this.tokens = tokens;
    this.refreshTokens = refreshTokens;
    this.revoker = revoker;
    this.propagation = propagation;
    this.currentCall = currentCall;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:customer-tokens")
  public Uni<CustomerToken> issueCustomerToken(IssueCustomerTokenRequest request) {
    if (!isId(request.getCustomerId())
        || !isId(request.getSessionId())
        || !CHANNELS.contains(request.getChannel())) {
      throw new Refusal(AuthError.REQUEST_INVALID);
    }
    String clientId = currentCall.client().clientId();
    CustomerGrant grant =
        new CustomerGrant(
            request.getCustomerId(),
            request.getChannel(),
            request.getSessionId(),
            Optional.empty());
    return refreshToken(clientId, request)
        .map(refreshToken -> answer(tokens.customerToken(clientId, grant), refreshToken));
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:customer-tokens")
  public Uni<RevokeResponse> revoke(RevokeRequest request) {
    if (!hasValidTimes(request)) {
      throw new Refusal(AuthError.REQUEST_INVALID);
    }
    List<RevocationTarget> targets =
        Stream.concat(
                request.getSessionIdsList().stream()
                    .map(id -> new RevocationTarget(RevocationKind.FAMILY, id)),
                customers(request))
            .toList();
    if (targets.isEmpty()
        || targets.size() > MAX_TARGETS
        || request.getWaitMillis() > MAX_WAIT_MILLIS
        || !targets.stream().allMatch(target -> isId(target.id()))) {
      throw new Refusal(AuthError.REQUEST_INVALID);
    }
    return propagation
        .applied(
            revoker.revokeAll(targets, currentCall.client().clientId()),
            Duration.ofMillis(request.getWaitMillis()))
        .map(complete -> RevokeResponse.newBuilder().setComplete(complete).build());
  }

  private static boolean hasValidTimes(RevokeRequest request) {
    int count = request.getCustomersOrderedAtCount();
    return (count == 0 || count == request.getCustomerIdsCount())
        && request.getCustomersOrderedAtList().stream().allMatch(at -> isTime(at.getSeconds()));
  }

  private static Stream<RevocationTarget> customers(RevokeRequest request) {
    return IntStream.range(0, request.getCustomerIdsCount())
        .mapToObj(
            i ->
                new RevocationTarget(
                    RevocationKind.SUBJECT,
                    request.getCustomerIds(i),
                    i < request.getCustomersOrderedAtCount()
                        ? Optional.of(
                            Instant.ofEpochSecond(request.getCustomersOrderedAt(i).getSeconds()))
                        : Optional.empty()));
  }

  /** An absent time reads as 0, which would revoke nothing. */
  private static boolean isTime(long epochSecond) {
    return epochSecond > 0 && epochSecond <= RevocationEntry.FOREVER.getEpochSecond();
  }

  /** Empty if none is requested. */
  private Uni<String> refreshToken(String clientId, IssueCustomerTokenRequest request) {
    if (!request.getRefreshable()) {
      return Uni.createFrom().item("");
    }
    NewFamily family =
        NewFamily.ofCustomer(
            sessionId(request), clientId, request.getCustomerId(), request.getChannel());
    return refreshTokens.begin(family).map(token -> token.text().reveal());
  }

  private static UUID sessionId(IssueCustomerTokenRequest request) {
    try {
      return UUID.fromString(request.getSessionId());
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(AuthError.REQUEST_INVALID);
    }
  }

  private static CustomerToken answer(IssuedToken token, String refreshToken) {
    return CustomerToken.newBuilder()
        .setJwt(token.jwt().reveal())
        .setIssuedAt(GrpcTimestamps.write(token.issuedAt()))
        .setExpiresAt(GrpcTimestamps.write(token.expiresAt()))
        .setRefreshToken(refreshToken)
        .build();
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= MAX_ID_CHARS;
  }
}
