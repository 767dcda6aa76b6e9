package dev.postern.customer.importing;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.identity.CustomerIds;
import dev.postern.customer.importing.ImportLine.Refused;
import dev.postern.customer.importing.ImportLine.Valid;
import dev.postern.customer.profile.ProfileErasures;
import dev.postern.customer.profile.Profiles;
import dev.postern.profile.v1.Profile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Takes customers and their profiles over, by the batch, in constant memory.
 *
 * <p>A batch's customers are inserted, their profiles handed to profile-service, and only then is
 * the transaction committed: a profile that cannot be written leaves no customer behind, and the
 * import can be sent again; a profile without its customer is erased again. A username that exists
 * already is refused. An outage ends the import with a {@code failed} report; what was reported
 * before it stays.
 */
@Singleton
class CustomerImport {
  private static final Logger LOGGER = Logger.getLogger(CustomerImport.class);
  private static final int BATCH_LINES = 500;
  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(5);

  private static final String INSERT =
      """
      INSERT INTO customer (id, customer_id, username, password_hash, status, created_at)
      SELECT id, customer_id, username, password_hash, status, $6
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
          AS line (id, customer_id, username, password_hash, status)
      ON CONFLICT (username) DO NOTHING
      RETURNING customer_id
      """;

  /** A customer about to be taken over, with the identifiers given to it. */
  private record Candidate(Valid line, UUID id, String customerId) {}

  private final Pool pool;
  private final CustomerIds customerIds;
  private final Profiles profiles;
  private final ProfileErasures erasures;
  private final InstantSource clock;

  CustomerImport(
      Pool pool,
      CustomerIds customerIds,
      Profiles profiles,
      ProfileErasures erasures,
      InstantSource clock) {
    this.pool = pool;
    this.customerIds = customerIds;
    this.profiles = profiles;
    this.erasures = erasures;
    this.clock = clock;
  }

  /** Reads the body as it comes, and reports after each batch and at the end. */
  Multi<ImportReport> run(Multi<Buffer> body) {
    Progress progress = new Progress();
    return lines(body)
        .group()
        .intoLists()
        .of(BATCH_LINES)
        .onItem()
        .transformToUniAndConcatenate(this::store)
        .onItem()
        .transform(progress::add)
        .onCompletion()
        .continueWith(() -> List.of(progress.latest.ended("done")))
        .onFailure()
        .invoke(failure -> LOGGER.warnf("import ended by %s", failure.toString()))
        .onFailure()
        .recoverWithItem(() -> progress.latest.ended("failed"));
  }

  /** What has been reported so far; batches come one after the other. */
  private static final class Progress {
    private ImportReport latest = ImportReport.NOTHING;

    ImportReport add(Batch batch) {
      latest = latest.plus(batch.lines(), batch.refusals());
      return latest;
    }
  }

  private static Multi<ImportLine> lines(Multi<Buffer> body) {
    LineSplitter splitter = new LineSplitter();
    return body.onItem()
        .transformToIterable(chunk -> splitter.feed(chunk.getBytes()))
        .onCompletion()
        .continueWith(splitter::end)
        .onItem()
        .transformToIterable(line -> LineParser.parse(line).stream().toList());
  }

  private record Batch(int lines, List<ImportReport.Refusal> refusals) {}

  private Uni<Batch> store(List<ImportLine> lines) {
    List<Candidate> candidates = new ArrayList<>();
    List<ImportReport.Refusal> refusals = new ArrayList<>();
    for (ImportLine line : lines) {
      switch (line) {
        case Valid valid -> candidates.add(candidate(valid));
        case Refused(long number, String reason) ->
            refusals.add(new ImportReport.Refusal(number, reason));
      }
    }
    return candidates.isEmpty()
        ? Uni.createFrom().item(new Batch(lines.size(), refusals))
        : erasures
            .expect(candidates.stream().map(Candidate::customerId).toList())
            .ifNoItem()
            .after(BATCH_TIMEOUT)
            .fail()
            .flatMap(expected -> pool.withTransaction(db -> store(db, candidates)))
            .map(taken -> new Batch(lines.size(), withTaken(refusals, candidates, taken)));
  }

  /** The identifiers of those that were new. */
  private Uni<Set<String>> store(SqlConnection db, List<Candidate> candidates) {
    return db.preparedQuery(INSERT)
        .execute(columns(candidates))
        .map(CustomerImport::identifiers)
        .call(inserted -> withdrawErasures(db, candidates))
        .call(inserted -> profiles.put(profiles(candidates, inserted), BATCH_TIMEOUT));
  }

  private Uni<Void> withdrawErasures(SqlConnection db, List<Candidate> candidates) {
    return erasures
        .withdraw(db, candidates.stream().map(Candidate::customerId).toList())
        .invoke(
            inTime -> {
              if (!inTime) {
                throw new Refusal(AuthError.OVERLOADED);
              }
            })
        .replaceWithVoid();
  }

  private static List<Profile> profiles(List<Candidate> candidates, Set<String> inserted) {
    return candidates.stream()
        .filter(candidate -> inserted.contains(candidate.customerId()))
        .map(CustomerImport::profile)
        .toList();
  }

  private Candidate candidate(Valid line) {
    UUID id = UUID.randomUUID();
    return new Candidate(line, id, customerIds.opaque(id));
  }

  private Tuple columns(List<Candidate> candidates) {
    return Tuple.tuple()
        .addArrayOfUUID(candidates.stream().map(Candidate::id).toArray(UUID[]::new))
        .addArrayOfString(strings(candidates, Candidate::customerId))
        .addArrayOfString(strings(candidates, c -> c.line().username().canonical()))
        .addArrayOfString(strings(candidates, c -> c.line().passwordHash().reveal()))
        .addArrayOfString(strings(candidates, c -> c.line().status().name()))
        .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static String[] strings(List<Candidate> candidates, Function<Candidate, String> column) {
    return candidates.stream().map(column).toArray(String[]::new);
  }

  private static Set<String> identifiers(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.getString(0))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Profile profile(Candidate candidate) {
    return candidate.line().profile().toBuilder().setCustomerId(candidate.customerId()).build();
  }

  private static List<ImportReport.Refusal> withTaken(
      List<ImportReport.Refusal> refusals, List<Candidate> candidates, Set<String> inserted) {
    List<ImportReport.Refusal> all = new ArrayList<>(refusals);
    candidates.stream()
        .filter(candidate -> !inserted.contains(candidate.customerId()))
        .map(c -> new ImportReport.Refusal(c.line().number(), "username_taken"))
        .forEach(all::add);
    return all;
  }
}
