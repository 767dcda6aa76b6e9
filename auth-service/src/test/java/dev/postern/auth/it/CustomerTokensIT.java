package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.auth.v1.CustomerTokensGrpc;
import dev.postern.auth.v1.IssueCustomerTokenRequest;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Vendor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tokens of customers, as customer-service requests and revokes them over gRPC. */
class CustomerTokensIT {
  private static final String CUSTOMER = "it-" + UUID.randomUUID();

  private final Vendor auditor = Vendor.create("tokens:introspect");

  private static IssueCustomerTokenRequest.Builder login() {
    return IssueCustomerTokenRequest.newBuilder()
        .setCustomerId(CUSTOMER)
        .setChannel("ios")
        .setSessionId(UUID.randomUUID().toString());
  }

  private static CustomerToken issue(IssueCustomerTokenRequest request) {
    return CustomerServiceClient.call(
        Service.AUTH,
        channel ->
            CustomerServiceClient.authenticated(CustomerTokensGrpc.newBlockingStub(channel))
                .issueCustomerToken(request));
  }

  private static boolean revoke(RevokeRequest request) {
    return CustomerServiceClient.call(
        Service.AUTH,
        channel ->
            CustomerServiceClient.authenticated(CustomerTokensGrpc.newBlockingStub(channel))
                .revoke(request)
                .getComplete());
  }

  private static void assertRefused(Status.Code code, String reason, Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo(reason);
  }

  private boolean isActive(String jwt) {
    return OAuth.introspect(auditor, jwt).json().get("active").asBoolean();
  }

  @Test
  void tokenCarriesCustomerChannelAndLogin() {
    IssueCustomerTokenRequest request = login().build();

    CustomerToken token = issue(request);

    JsonNode claims = Json.claims(token.getJwt());
    assertThat(claims.get("sub").asText()).isEqualTo(CUSTOMER);
    assertThat(claims.get("sid").asText()).isEqualTo(request.getSessionId());
    assertThat(claims.get("channel").asText()).isEqualTo("ios");
    assertThat(claims.get("exp").asLong()).isEqualTo(token.getExpiresAt().getSeconds());
    assertThat(claims.get("iat").asLong()).isEqualTo(token.getIssuedAt().getSeconds());
    assertThat(token.getRefreshToken()).isEmpty();
    assertThat(issue(login().setRefreshable(true).build()).getRefreshToken()).isNotEmpty();
  }

  static List<IssueCustomerTokenRequest> malformedLogins() {
    return List.of(
        login().setCustomerId("").build(),
        login().setCustomerId("x".repeat(129)).build(),
        login().setSessionId("").build(),
        login().setSessionId("x".repeat(129)).build(),
        login().setChannel("").build(),
        login().setChannel("fax").build(),
        login().setRefreshable(true).setSessionId("not-a-uuid").build());
  }

  @ParameterizedTest
  @MethodSource("malformedLogins")
  void refusesMalformedLogins(IssueCustomerTokenRequest request) {
    assertRefused(Status.Code.INVALID_ARGUMENT, "request_invalid", () -> issue(request));
  }

  @Test
  void revokesOneLoginAndNoOther() {
    IssueCustomerTokenRequest one = login().build();
    String revoked = issue(one).getJwt();
    String other = issue(login().build()).getJwt();

    assertThat(
            revoke(
                RevokeRequest.newBuilder()
                    .addSessionIds(one.getSessionId())
                    .setWaitMillis(2_000)
                    .build()))
        .isTrue();

    assertThat(isActive(revoked)).isFalse();
    assertThat(isActive(other)).isTrue();
  }

  @Test
  void revokesTheCustomerUpToTheTimeOfTheOrder() {
    String customer = "it-" + UUID.randomUUID();
    String jwt = issue(login().setCustomerId(customer).build()).getJwt();
    long now = Instant.now().getEpochSecond();

    revoke(ordered(customer, now - 60));
    assertThat(isActive(jwt)).as("issued after the order").isTrue();
    revoke(ordered(customer, now));
    assertThat(isActive(jwt)).isFalse();
    assertThat(isActive(issue(login().build()).getJwt())).as("another customer's").isTrue();
  }

  private static RevokeRequest ordered(String customer, long epochSecond) {
    return RevokeRequest.newBuilder()
        .addCustomerIds(customer)
        .addCustomersOrderedAt(Timestamp.newBuilder().setSeconds(epochSecond))
        .setWaitMillis(2_000)
        .build();
  }

  static List<RevokeRequest> malformedRevocations() {
    return List.of(
        RevokeRequest.getDefaultInstance(),
        RevokeRequest.newBuilder().addSessionIds("").build(),
        RevokeRequest.newBuilder().addCustomerIds("x".repeat(129)).build(),
        RevokeRequest.newBuilder()
            .addAllSessionIds(IntStream.range(0, 101).mapToObj(i -> "s" + i).toList())
            .build(),
        RevokeRequest.newBuilder().addSessionIds("x").setWaitMillis(10_001).build(),
        ordered("x", 0),
        ordered("x", Long.MAX_VALUE),
        RevokeRequest.newBuilder(ordered("x", 1)).addCustomerIds("y").build());
  }

  @ParameterizedTest
  @MethodSource("malformedRevocations")
  void refusesMalformedRevocations(RevokeRequest request) {
    assertRefused(Status.Code.INVALID_ARGUMENT, "request_invalid", () -> revoke(request));
  }

  @Test
  void needsTheScopeOfCustomerService() {
    String token = Vendor.create("profile:read").systemToken();
    assertRefused(
        Status.Code.PERMISSION_DENIED,
        "scope_insufficient",
        () ->
            CustomerServiceClient.call(
                Service.AUTH,
                channel ->
                    CustomerTokensGrpc.newBlockingStub(channel)
                        .withInterceptors(
                            MetadataUtils.newAttachHeadersInterceptor(
                                Grpc.metadata("authorization", "Bearer " + token)))
                        .issueCustomerToken(login().build())));
  }
}
