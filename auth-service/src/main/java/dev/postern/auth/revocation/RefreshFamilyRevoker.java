package dev.postern.auth.revocation;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Ends the refresh families of what is revoked. SQL, because the order of its locks matters. */
final class RefreshFamilyRevoker {
  /**
   * Locks all families in the order of their ids, so that two revocations never deadlock. A refresh
   * holds its family's lock: when this is done, no family issues tokens any more.
   */
  private static final String END =
      """
      WITH chosen AS (
        SELECT id FROM refresh_family WHERE id = ANY ($1)
        UNION
        SELECT f.id FROM unnest($2::text[], $3::timestamptz[]) AS t (subject, begun_by)
          JOIN refresh_family f ON f.subject = t.subject AND f.created_at <= t.begun_by
         WHERE f.revoked_at IS NULL
        UNION
        SELECT f.id FROM unnest($4::text[], $5::timestamptz[]) AS t (client_id, begun_by)
          JOIN refresh_family f ON f.client_id = t.client_id AND f.created_at <= t.begun_by
         WHERE f.revoked_at IS NULL),
      locked AS (
        SELECT f.id FROM refresh_family f JOIN chosen c ON c.id = f.id
         WHERE f.revoked_at IS NULL
         ORDER BY f.id FOR NO KEY UPDATE OF f)
      UPDATE refresh_family f SET revoked_at = now() FROM locked l WHERE f.id = l.id
      """;

  private RefreshFamilyRevoker() {}

  static Uni<Void> end(SqlClient connection, List<RevocationTarget> targets) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(
                ids(targets, RevocationKind.FAMILY)
                    .flatMap(id -> uuid(id).stream())
                    .toArray(UUID[]::new))
            .addArrayOfString(ids(targets, RevocationKind.SUBJECT).toArray(String[]::new))
            .addArrayOfOffsetDateTime(begunBy(targets, RevocationKind.SUBJECT))
            .addArrayOfString(ids(targets, RevocationKind.CLIENT).toArray(String[]::new))
            .addArrayOfOffsetDateTime(begunBy(targets, RevocationKind.CLIENT));
    return connection.preparedQuery(END).execute(values).replaceWithVoid();
  }

  private static Stream<String> ids(List<RevocationTarget> targets, RevocationKind kind) {
    return targets.stream().filter(target -> target.kind() == kind).map(RevocationTarget::id);
  }

  private static OffsetDateTime[] begunBy(List<RevocationTarget> targets, RevocationKind kind) {
    return targets.stream()
        .filter(target -> target.kind() == kind)
        .map(target -> target.reach().orElse(RevocationEntry.FOREVER).atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }

  /** The family with this id; logins without refresh tokens may have ids of another form. */
  private static Optional<UUID> uuid(String id) {
    try {
      return Optional.of(UUID.fromString(id)).filter(uuid -> uuid.toString().equals(id));
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }
}
