package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.profile.v1.EraseProfilesRequest;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileRecordsGrpc;
import dev.postern.profile.v1.PutProfilesRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Json;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Collections;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The records of profiles, as customer-service writes and erases them over gRPC. */
class ProfileRecordsIT {
  private static final int TOO_MANY = 501;

  private final Vendor vendor =
      Vendor.create("profile:read", "profile:contact", "profile:address");

  private static <T> T call(Function<ProfileRecordsGrpc.ProfileRecordsBlockingStub, T> call) {
    return CustomerServiceClient.call(
        Service.PROFILE,
        channel ->
            call.apply(
                CustomerServiceClient.authenticated(ProfileRecordsGrpc.newBlockingStub(channel))));
  }

  private static void assertRefused(Runnable call) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("request_invalid");
  }

  private static Profile bare(String customerId) {
    return Profile.newBuilder()
        .setCustomerId(customerId)
        .setName(Name.newBuilder().setGiven("Ada").setFamily("Bare"))
        .setLocale("en")
        .build();
  }

  private static void put(Profile... profiles) {
    call(
        records ->
            records.putProfiles(
                PutProfilesRequest.newBuilder()
                    .addAllProfiles(java.util.List.of(profiles))
                    .build()));
  }

  private static void erase(String customerId) {
    call(
        records ->
            records.eraseProfiles(
                EraseProfilesRequest.newBuilder().addCustomerIds(customerId).build()));
  }

  @Test
  void profileIsReplacedAsAWhole() {
    ProfileOwner owner = ProfileOwner.create();
    String token = vendor.systemToken();
    JsonNode before = vendor.getProfile(token, owner.token()).json();
    assertThat(before.get("email").asText()).isEqualTo(owner.email());
    assertThat(before.at("/address/city").asText()).isEqualTo("Springfield");

    put(bare(owner.customerId()));

    JsonNode after = vendor.getProfile(token, owner.token()).json();
    assertThat(Json.fieldNames(after))
        .containsExactlyInAnyOrder("customer_id", "name", "locale", "segments", "updated_at");
    assertThat(after.at("/name/family").asText()).isEqualTo("Bare");
  }

  @Test
  void oneCustomerTwiceInACallHasOneProfile() {
    String id = "it-" + UUID.randomUUID();
    put(bare(id), bare(id));

    String customerToken = CustomerServiceClient.customerToken(id);
    assertThat(vendor.getProfile(vendor.systemToken(), customerToken).status()).isEqualTo(200);
  }

  @Test
  void erasedProfileIsNotFoundAndErasingItAgainChangesNothing() {
    ProfileOwner owner = ProfileOwner.create();
    String token = vendor.systemToken();
    String customerToken = owner.token();
    assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);

    erase(owner.customerId());
    erase(owner.customerId());

    assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(404);
  }

  @Test
  void refusesNoneAndTooMany() {
    assertRefused(() -> put());
    assertRefused(() -> put(Collections.nCopies(TOO_MANY, bare("x")).toArray(Profile[]::new)));
    assertRefused(
        () -> call(records -> records.eraseProfiles(EraseProfilesRequest.getDefaultInstance())));
    assertRefused(
        () ->
            call(
                records ->
                    records.eraseProfiles(
                        EraseProfilesRequest.newBuilder()
                            .addAllCustomerIds(Collections.nCopies(TOO_MANY, "x"))
                            .build())));
  }

  @Test
  void needsTheScopeOfCustomerService() {
    String token = vendor.systemToken();
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                CustomerServiceClient.call(
                    Service.PROFILE,
                    channel ->
                        ProfileRecordsGrpc.newBlockingStub(channel)
                            .withInterceptors(
                                MetadataUtils.newAttachHeadersInterceptor(
                                    Grpc.metadata("authorization", "Bearer " + token)))
                            .putProfiles(
                                PutProfilesRequest.newBuilder().addProfiles(bare("x")).build())));
    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("scope_insufficient");
  }
}
