package dev.postern.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.SignaturePolicy;
import dev.postern.common.guard.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code /getprofile}, as ASAPP's contract specifies it. The optional body holds credentials only,
 * so the guard reads it.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ProfileResource {

  /** The response. Members that the caller's scopes do not cover are omitted. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ProfileView(
      @JsonProperty("customer_id") String customerId,
      NameView name,
      Optional<String> email,
      Optional<String> phone,
      Optional<AddressView> address,
      String locale,
      List<String> segments,
      @JsonProperty("updated_at") Instant updatedAt) {

    static ProfileView of(CustomerProfile profile) {
      return new ProfileView(
          profile.customerId(),
          new NameView(profile.givenName(), profile.familyName()),
          profile.email(),
          profile.phone(),
          profile.address().map(AddressView::of),
          profile.locale(),
          profile.segments(),
          profile.updatedAt());
    }
  }

  /** A person's name. */
  public record NameView(String given, String family) {}

  /** A postal address. */
  public record AddressView(
      String street, String city, @JsonProperty("postal_code") String postalCode, String country) {

    static AddressView of(CustomerProfile.Address address) {
      return new AddressView(
          address.street(), address.city(), address.postalCode(), address.country());
    }
  }

  private final ProfileService profiles;
  private final CurrentCall currentCall;

  ProfileResource(ProfileService profiles, CurrentCall currentCall) {
    this.profiles = profiles;
    this.currentCall = currentCall;
  }

  @POST
  @Path("getprofile")
  @Guarded(
      needs = {CredentialKind.ACCESS_TOKEN, CredentialKind.API_KEY, CredentialKind.CUSTOMER},
      scope = ProfileService.SCOPE,
      scopeWithoutCustomerToken = ProfileService.ANY_CUSTOMER_SCOPE,
      signature = SignaturePolicy.ACCEPTED)
  public Uni<ProfileView> getProfile() {
    return profiles.get(currentCall.client(), currentCall.customerId()).map(ProfileView::of);
  }

  @POST
  @Path("account/getprofile")
  @Guarded(
      needs = {CredentialKind.ACCESS_TOKEN, CredentialKind.API_KEY, CredentialKind.CUSTOMER},
      scope = ProfileService.SCOPE,
      scopeWithoutCustomerToken = ProfileService.ANY_CUSTOMER_SCOPE,
      signature = SignaturePolicy.ACCEPTED)
  public Uni<ProfileView> getAccountProfile() {
    return getProfile();
  }
}
