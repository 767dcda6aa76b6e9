package dev.postern.profile;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.refusal.Refusal;
import dev.postern.profile.CustomerProfile.Address;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Returns the profile of the customer for whom the caller is authorized, with one database read.
 *
 * <p>The {@code Uni} fails with a {@link Refusal} if there is no profile, and with another
 * exception during a database outage.
 */
@ApplicationScoped
class ProfileService {
  /** The scope that every caller needs. */
  static final String SCOPE = "profile:read";

  /** The scope with which a client may request any customer's profile. */
  static final String ANY_CUSTOMER_SCOPE = "profile:read:any";

  private static final String CONTACT_SCOPE = "profile:contact";
  private static final String ADDRESS_SCOPE = "profile:address";

  private final ProfileRepository profiles;

  ProfileService(ProfileRepository profiles) {
    this.profiles = profiles;
  }

  /**
   * Reads once before the service is ready: the first read loads more classes than all later ones,
   * and no caller should wait for that.
   */
  void warmUp(@Observes StartupEvent start) {
    BlockingStartup.complete(this::readMissingProfile);
  }

  @WithSession
  Uni<Void> readMissingProfile() {
    return profiles.findById("").replaceWithVoid();
  }

  @DatabaseTimeout
  @WithSession
  Uni<CustomerProfile> get(ClientPrincipal client, String customerId) {
    return profiles
        .findById(customerId)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND, "There is no profile of this customer."))
        .map(entity -> visible(entity, client));
  }

  private static CustomerProfile visible(ProfileEntity entity, ClientPrincipal client) {
    boolean contact = client.has(CONTACT_SCOPE);
    return new CustomerProfile(
        entity.customerId,
        entity.givenName,
        entity.familyName,
        contact ? Optional.ofNullable(entity.email) : Optional.empty(),
        contact ? Optional.ofNullable(entity.phone) : Optional.empty(),
        client.has(ADDRESS_SCOPE) ? address(entity) : Optional.empty(),
        entity.locale,
        List.of(entity.segments),
        entity.updatedAt);
  }

  private static Optional<Address> address(ProfileEntity entity) {
    return Optional.ofNullable(entity.country)
        .map(
            country ->
                new Address(
                    orEmpty(entity.street),
                    orEmpty(entity.city),
                    orEmpty(entity.postalCode),
                    country));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
