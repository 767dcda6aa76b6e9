package dev.postern.profile;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.refusal.Refusal;
import dev.postern.profile.v1.Address;
import dev.postern.profile.v1.EraseProfilesRequest;
import dev.postern.profile.v1.EraseProfilesResponse;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileRecords;
import dev.postern.profile.v1.PutProfilesRequest;
import dev.postern.profile.v1.PutProfilesResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Imports and erases profiles for customer-service. Each call is one SQL statement for all its
 * rows, which the object-relational mapper cannot express.
 */
@GrpcService
public class ProfileRecordsGrpcService implements ProfileRecords {
  private static final int MAX_PROFILES = 500;

  private static final String SEPARATOR = "\u001F";

  private static final String UPSERT =
      """
      INSERT INTO profile (customer_id, given_name, family_name, email, phone, street, city,
                           postal_code, country, locale, segments, updated_at)
      SELECT DISTINCT ON (customer_id)
             customer_id, given_name, family_name, email, phone, street, city, postal_code,
             country, locale, string_to_array(segments, U&'\\001F'), $12
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
          AS line (customer_id, given_name, family_name, email, phone, street, city, postal_code,
                   country, locale, segments)
      ON CONFLICT (customer_id) DO UPDATE
         SET given_name = excluded.given_name, family_name = excluded.family_name,
             email = excluded.email, phone = excluded.phone, street = excluded.street,
             city = excluded.city, postal_code = excluded.postal_code,
             country = excluded.country, locale = excluded.locale,
             segments = excluded.segments, updated_at = excluded.updated_at
      """;

  private static final String ERASE = "DELETE FROM profile WHERE customer_id = ANY ($1)";

  private final Pool pool;
  private final InstantSource clock;

  ProfileRecordsGrpcService(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:profiles:write")
  public Uni<PutProfilesResponse> putProfiles(PutProfilesRequest request) {
    if (request.getProfilesCount() == 0 || request.getProfilesCount() > MAX_PROFILES) {
      throw new Refusal(AuthError.REQUEST_INVALID, "1 to " + MAX_PROFILES + " profiles.");
    }
    return pool.preparedQuery(UPSERT)
        .execute(columns(request.getProfilesList()))
        .replaceWith(PutProfilesResponse.getDefaultInstance());
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:profiles:write")
  public Uni<EraseProfilesResponse> eraseProfiles(EraseProfilesRequest request) {
    if (request.getCustomerIdsCount() == 0 || request.getCustomerIdsCount() > MAX_PROFILES) {
      throw new Refusal(AuthError.REQUEST_INVALID, "1 to " + MAX_PROFILES + " customers.");
    }
    return pool.preparedQuery(ERASE)
        .execute(
            Tuple.tuple().addArrayOfString(request.getCustomerIdsList().toArray(String[]::new)))
        .replaceWith(EraseProfilesResponse.getDefaultInstance());
  }

  private Tuple columns(List<Profile> profiles) {
    return Tuple.tuple()
        .addArrayOfString(column(profiles, Profile::getCustomerId))
        .addArrayOfString(column(profiles, p -> p.getName().getGiven()))
        .addArrayOfString(column(profiles, p -> p.getName().getFamily()))
        .addArrayOfString(column(profiles, p -> p.hasEmail() ? p.getEmail() : null))
        .addArrayOfString(column(profiles, p -> p.hasPhone() ? p.getPhone() : null))
        .addArrayOfString(column(profiles, p -> ofAddress(p, Address::getStreet)))
        .addArrayOfString(column(profiles, p -> ofAddress(p, Address::getCity)))
        .addArrayOfString(column(profiles, p -> ofAddress(p, Address::getPostalCode)))
        .addArrayOfString(column(profiles, p -> ofAddress(p, Address::getCountry)))
        .addArrayOfString(column(profiles, Profile::getLocale))
        .addArrayOfString(column(profiles, p -> String.join(SEPARATOR, p.getSegmentsList())))
        .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static @Nullable String[] column(
      List<Profile> profiles, Function<Profile, @Nullable String> value) {
    return profiles.stream().map(value).toArray(String[]::new);
  }

  private static @Nullable String ofAddress(Profile profile, Function<Address, String> part) {
    return profile.hasAddress() ? part.apply(profile.getAddress()) : null;
  }
}
