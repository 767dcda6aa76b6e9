package dev.postern.customer.importing;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.account.NewAccount;
import dev.postern.customer.identity.CustomerIds;
import dev.postern.customer.importing.ImportLine.Rejected;
import dev.postern.customer.importing.ImportLine.Valid;
import dev.postern.customer.profile.ProfileErasures;
import dev.postern.customer.profile.Profiles;
import dev.postern.profile.v1.Profile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Imports customers and their profiles in batches, in constant memory.
 *
 * <p>The customers of a batch are inserted, their profiles are handed to profile-service, and then
 * the transaction is committed. If a profile cannot be written, no customer of the batch is
 * created, and the import can be repeated. A profile whose customer was not created is erased
 * again. A username that exists already is refused. An outage ends the import with a {@code failed}
 * report; the batches reported before it stay imported.
 */
@Singleton
class CustomerImport {
  private static final Logger LOGGER = Logger.getLogger(CustomerImport.class);
  private static final int BATCH_LINES = 500;
  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(5);

  /** A customer to be imported, with its new identifiers. */
  private record Candidate(Valid line, UUID id, String customerId) {
    NewAccount account() {
      return new NewAccount(id, customerId, line.username(), line.passwordHash(), line.status());
    }

    Profile profile() {
      return line.profile().toBuilder().setCustomerId(customerId).build();
    }
  }

  private final Pool pool;
  private final CustomerTable customers;
  private final CustomerIds customerIds;
  private final Profiles profiles;
  private final ProfileErasures erasures;
  private final InstantSource clock;

  CustomerImport(
      Pool pool,
      CustomerTable customers,
      CustomerIds customerIds,
      Profiles profiles,
      ProfileErasures erasures,
      InstantSource clock) {
    this.pool = pool;
    this.customers = customers;
    this.customerIds = customerIds;
    this.profiles = profiles;
    this.erasures = erasures;
    this.clock = clock;
  }

  /** Reads the body as it arrives, and reports after each batch and at the end. */
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

  /** The report so far; batches are stored one after the other. */
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

  private record Batch(int lines, List<ImportReport.RejectedLine> refusals) {}

  private Uni<Batch> store(List<ImportLine> lines) {
    List<Candidate> candidates = new ArrayList<>();
    List<ImportReport.RejectedLine> refusals = new ArrayList<>();
    for (ImportLine line : lines) {
      switch (line) {
        case Valid valid -> candidates.add(candidate(valid));
        case Rejected(long number, String reason) ->
            refusals.add(new ImportReport.RejectedLine(number, reason));
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

  /** Returns the identifiers of the customers that were inserted. */
  private Uni<Set<String>> store(SqlConnection db, List<Candidate> candidates) {
    return customers
        .insert(db, candidates.stream().map(Candidate::account).toList(), clock.instant())
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
        .map(Candidate::profile)
        .toList();
  }

  private Candidate candidate(Valid line) {
    UUID id = UUID.randomUUID();
    return new Candidate(line, id, customerIds.opaque(id));
  }

  private static List<ImportReport.RejectedLine> withTaken(
      List<ImportReport.RejectedLine> refusals, List<Candidate> candidates, Set<String> inserted) {
    List<ImportReport.RejectedLine> all = new ArrayList<>(refusals);
    candidates.stream()
        .filter(candidate -> !inserted.contains(candidate.customerId()))
        .map(c -> new ImportReport.RejectedLine(c.line().number(), "username_taken"))
        .forEach(all::add);
    return all;
  }
}
