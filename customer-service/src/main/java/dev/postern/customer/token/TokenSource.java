package dev.postern.customer.token;

import dev.postern.auth.v1.CustomerToken;
import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.IssueCustomerTokenRequest;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.channel.Channel;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Has auth-service issue customers' tokens. Fails if it does not answer in time. */
@Singleton
public class TokenSource {

  /**
   * The customer, channel and session that a token is issued for.
   *
   * @param customerId the opaque identifier
   */
  public record Wanted(String customerId, Channel channel, UUID sessionId, boolean isRefreshable) {}

  private final CustomerTokens tokens;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  TokenSource(
      @GrpcClient("auth") CustomerTokens tokens, ServiceToken serviceToken, GuardConfig config) {
    this.tokens = tokens;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  public Uni<IssuedToken> issue(Wanted wanted) {
    IssueCustomerTokenRequest request =
        IssueCustomerTokenRequest.newBuilder()
            .setCustomerId(wanted.customerId())
            .setChannel(wanted.channel().label())
            .setSessionId(wanted.sessionId().toString())
            .setRefreshable(wanted.isRefreshable())
            .build();
    return serviceToken
        .call(tokens, stub -> stub.issueCustomerToken(request), timeout)
        .map(TokenSource::read);
  }

  private static IssuedToken read(CustomerToken token) {
    return new IssuedToken(
        Secret.of(token.getJwt()),
        GrpcTimestamps.read(token.getIssuedAt()),
        GrpcTimestamps.read(token.getExpiresAt()),
        Optional.of(token.getRefreshToken()).filter(text -> !text.isEmpty()).map(Secret::of));
  }
}
