package dev.postern.profile;

import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.SignaturePolicy;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.profile.v1.Address;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.profile.v1.Name;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.WatchProfileRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The profile over gRPC: the same credentials, as metadata, and the same decisions as over REST.
 */
@GrpcService
public class ProfileGrpcService implements dev.postern.profile.v1.ProfileService {
  private final ProfileService profiles;
  private final ProfileWatches watches;
  private final CurrentCall currentCall;

  ProfileGrpcService(ProfileService profiles, ProfileWatches watches, CurrentCall currentCall) {
    this.profiles = profiles;
    this.watches = watches;
    this.currentCall = currentCall;
  }

  @Override
  @Guarded(
      needs = {CredentialKind.ACCESS_TOKEN, CredentialKind.API_KEY, CredentialKind.CUSTOMER},
      scope = ProfileService.SCOPE,
      scopeWithoutCustomerToken = ProfileService.ANY_CUSTOMER_SCOPE,
      signature = SignaturePolicy.ACCEPTED)
  public Uni<Profile> getProfile(GetProfileRequest request) {
    return profiles
        .get(currentCall.client(), currentCall.customerId())
        .map(ProfileGrpcService::write);
  }

  @Override
  @Guarded(
      needs = {CredentialKind.ACCESS_TOKEN, CredentialKind.API_KEY, CredentialKind.CUSTOMER},
      scope = ProfileService.SCOPE,
      scopeWithoutCustomerToken = ProfileService.ANY_CUSTOMER_SCOPE)
  public Multi<Profile> watchProfile(WatchProfileRequest request) {
    return watches
        .watch(currentCall.client(), currentCall.customerId())
        .map(ProfileGrpcService::write);
  }

  private static Profile write(CustomerProfile profile) {
    Profile.Builder written =
        Profile.newBuilder()
            .setCustomerId(profile.customerId())
            .setName(
                Name.newBuilder().setGiven(profile.givenName()).setFamily(profile.familyName()))
            .setLocale(profile.locale())
            .addAllSegments(profile.segments())
            .setUpdatedAt(GrpcTimestamps.write(profile.updatedAt()));
    profile.email().ifPresent(written::setEmail);
    profile.phone().ifPresent(written::setPhone);
    profile.address().ifPresent(address -> written.setAddress(write(address)));
    return written.build();
  }

  private static Address write(CustomerProfile.Address address) {
    return Address.newBuilder()
        .setStreet(address.street())
        .setCity(address.city())
        .setPostalCode(address.postalCode())
        .setCountry(address.country())
        .build();
  }
}
