package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.auth.v1.CustomerTokensGrpc;
import dev.postern.auth.v1.IssueCustomerTokenRequest;
import dev.postern.profile.v1.EraseProfilesRequest;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileRecordsGrpc;
import dev.postern.profile.v1.PutProfilesRequest;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The calls that customer-service makes to its peers, with its own credentials: for stacks that run
 * without it.
 */
public final class CustomerServiceClient {
  private static final String CLIENT_ID = "customer-service";
  private static final int TIMEOUT_SECONDS = 20;

  private CustomerServiceClient() {}

  /** A customer token for this identifier, of a login in the web channel. */
  public static String customerToken(String customerId) {
    return issue(customerId, false).getJwt();
  }

  public static CustomerToken issue(String customerId, boolean refreshable) {
    IssueCustomerTokenRequest request =
        IssueCustomerTokenRequest.newBuilder()
            .setCustomerId(customerId)
            .setChannel("web")
            .setSessionId(UUID.randomUUID().toString())
            .setRefreshable(refreshable)
            .build();
    return call(
        Service.AUTH,
        channel ->
            authenticated(CustomerTokensGrpc.newBlockingStub(channel)).issueCustomerToken(request));
  }

  public static void putProfile(Profile profile) {
    putProfiles(List.of(profile));
  }

  public static void eraseProfiles(List<String> customerIds) {
    EraseProfilesRequest request =
        EraseProfilesRequest.newBuilder().addAllCustomerIds(customerIds).build();
    call(
        Service.PROFILE,
        channel ->
            authenticated(ProfileRecordsGrpc.newBlockingStub(channel)).eraseProfiles(request));
  }

  public static void putProfiles(List<Profile> profiles) {
    PutProfilesRequest request = PutProfilesRequest.newBuilder().addAllProfiles(profiles).build();
    call(
        Service.PROFILE,
        channel -> authenticated(ProfileRecordsGrpc.newBlockingStub(channel)).putProfiles(request));
  }

  /** Makes one call on a channel of its own. */
  public static <T> T call(Service service, Function<Channel, T> call) {
    ManagedChannel channel = Grpc.channel(service);
    try {
      return call.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  /** The stub with a fresh access token of customer-service, and a deadline. */
  public static <S extends AbstractStub<S>> S authenticated(S stub) {
    return stub.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(
                Grpc.metadata("authorization", "Bearer " + token())));
  }

  /** A fresh one: a test may have revoked the last one. */
  private static String token() {
    JsonNode secrets =
        PrivateFiles.readJson(TestStack.LAYOUT.data().resolve("secrets.json"), JsonNode.class);
    return Vendor.token(CLIENT_ID, secrets.get("customerServiceSecret").asText());
  }
}
