package dev.postern.customer.profile;

import dev.postern.common.remote.ServiceToken;
import dev.postern.profile.v1.EraseProfilesRequest;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileRecords;
import dev.postern.profile.v1.PutProfilesRequest;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The profiles at profile-service. Fails if it does not answer in time. */
@Singleton
public class Profiles {
  private final ProfileRecords records;
  private final ServiceToken serviceToken;

  Profiles(@GrpcClient("profile") ProfileRecords records, ServiceToken serviceToken) {
    this.records = records;
    this.serviceToken = serviceToken;
  }

  /** Writes all of them, 500 at most, or none. */
  public Uni<Void> put(List<Profile> profiles, Duration timeout) {
    PutProfilesRequest request = PutProfilesRequest.newBuilder().addAllProfiles(profiles).build();
    return profiles.isEmpty()
        ? Uni.createFrom().voidItem()
        : serviceToken.call(records, stub -> stub.putProfiles(request), timeout).replaceWithVoid();
  }

  /** Erases all of these customers', 500 at most, or none. */
  Uni<Void> erase(List<String> customerIds, Duration timeout) {
    EraseProfilesRequest request =
        EraseProfilesRequest.newBuilder().addAllCustomerIds(customerIds).build();
    return customerIds.isEmpty()
        ? Uni.createFrom().voidItem()
        : serviceToken
            .call(records, stub -> stub.eraseProfiles(request), timeout)
            .replaceWithVoid();
  }
}
