package dev.postern.profile;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.transport.Refusal;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileImport;
import dev.postern.profile.v1.PutProfilesRequest;
import dev.postern.profile.v1.PutProfilesResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Takes over the profiles of an import. All rows of a call go as one batch, hence below the
 * object-relational mapper.
 */
@GrpcService
public class ProfileImportGrpcService implements ProfileImport {
  private static final int MAX_PROFILES = 500;

  private static final String UPSERT =
      """
      INSERT INTO profile (customer_id, given_name, family_name, email, phone, street, city,
                           postal_code, country, locale, segments, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT (customer_id) DO UPDATE
         SET given_name = excluded.given_name, family_name = excluded.family_name,
             email = excluded.email, phone = excluded.phone, street = excluded.street,
             city = excluded.city, postal_code = excluded.postal_code,
             country = excluded.country, locale = excluded.locale,
             segments = excluded.segments, updated_at = excluded.updated_at
      """;

  private final Pool pool;
  private final InstantSource clock;

  ProfileImportGrpcService(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:profiles:write")
  public Uni<PutProfilesResponse> putProfiles(PutProfilesRequest request) {
    if (request.getProfilesCount() == 0 || request.getProfilesCount() > MAX_PROFILES) {
      throw new Refusal(AuthError.REQUEST_INVALID, "1 to " + MAX_PROFILES + " profiles.");
    }
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    List<Tuple> rows = request.getProfilesList().stream().map(p -> row(p, now)).toList();
    return pool.withTransaction(db -> db.preparedQuery(UPSERT).executeBatch(rows))
        .replaceWith(PutProfilesResponse.getDefaultInstance());
  }

  private static Tuple row(Profile profile, OffsetDateTime now) {
    return Tuple.tuple()
        .addString(profile.getCustomerId())
        .addString(profile.getName().getGiven())
        .addString(profile.getName().getFamily())
        .addValue(profile.hasEmail() ? profile.getEmail() : null)
        .addValue(profile.hasPhone() ? profile.getPhone() : null)
        .addValue(profile.hasAddress() ? profile.getAddress().getStreet() : null)
        .addValue(profile.hasAddress() ? profile.getAddress().getCity() : null)
        .addValue(profile.hasAddress() ? profile.getAddress().getPostalCode() : null)
        .addValue(profile.hasAddress() ? profile.getAddress().getCountry() : null)
        .addString(profile.getLocale())
        .addArrayOfString(profile.getSegmentsList().toArray(String[]::new))
        .addOffsetDateTime(now);
  }
}
