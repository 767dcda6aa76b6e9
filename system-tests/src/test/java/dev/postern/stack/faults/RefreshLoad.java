package dev.postern.stack.faults;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.testkit.Await;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clients that refresh and revoke on and on, as real ones would: what is answered 503 is tried
 * again, with the same token. Keeps what was acknowledged, and everything that no client may meet.
 */
final class RefreshLoad implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** Far above the 300 ms of the contract, and far below any time-out of a client. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** One family of tokens. */
  private static final class Chain {
    private volatile String token;
    private volatile int rotations;

    Chain(String token) {
      this.token = token;
    }
  }

  private final Vendor vendor;
  private final Vendor plain;
  private final List<Chain> chains = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final Queue<String> revoked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private volatile boolean over;

  private RefreshLoad(Vendor vendor) {
    this.vendor = vendor;
    this.plain = Vendor.create(GuardedEndpoints.SCOPES);
  }

  static RefreshLoad begin(Vendor vendor) {
    RefreshLoad load = new RefreshLoad(vendor);
    for (int i = 0; i < CLIENTS; i++) {
      int replica = i % TestStack.REPLICAS;
      Chain chain = new Chain(OAuth.refreshToken(OAuth.token(replica, vendor)));
      load.chains.add(chain);
      load.run(() -> load.refresh(replica, chain));
    }
    load.run(load::revoke);
    load.awaitProgress();
    return load;
  }

  /** All clients get on, within the time that the contract gives for recovery. */
  void awaitProgress() {
    int revokedBefore = revoked.size();
    List<Integer> before = chains.stream().map(chain -> chain.rotations).toList();
    Await.until(
        "all clients refresh, and revoke",
        RECOVERY,
        () -> {
          boolean all = revoked.size() > revokedBefore + 1;
          for (int i = 0; i < chains.size(); i++) {
            all &= chains.get(i).rotations > before.get(i) + 1;
          }
          return all;
        });
  }

  /** How many calls were answered 503. */
  int unavailable() {
    return unavailable.get();
  }

  /** The answers that were neither 200 nor a prompt 503. */
  List<String> unexpected() {
    return List.copyOf(unexpected);
  }

  /** The last token of each family that its client knows of. */
  List<String> lastTokens() {
    return chains.stream().map(chain -> chain.token).toList();
  }

  /** The tokens whose revocation was acknowledged. */
  List<String> revoked() {
    return List.copyOf(revoked);
  }

  /** How many of those are written down. */
  long revocationsInDatabase() throws SQLException {
    List<String> hashes =
        revoked.stream()
            .map(
                token ->
                    RevocationKey.of(RevocationKind.TOKEN, OAuth.claim(token, "jti")).toBytes())
            .map(octets -> "'\\x" + HexFormat.of().formatHex(octets) + "'")
            .toList();
    return Sql.number(
        "SELECT count(DISTINCT subject_hash) FROM security_event WHERE subject_hash IN ("
            + String.join(", ", hashes)
            + ")");
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void run(Runnable client) {
    threads.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over) {
                    attempt(client);
                  }
                }));
  }

  private void attempt(Runnable client) {
    try {
      client.run();
    } catch (AssertionError | RuntimeException failure) {
      unexpected.add(failure.toString());
      pause();
    }
  }

  private void refresh(int replica, Chain chain) {
    Optional<Http.Answer> answer =
        call("refresh", () -> OAuth.refresh(replica, vendor, chain.token));
    if (answer.isPresent()) {
      chain.token = OAuth.refreshToken(answer.get());
      chain.rotations = chain.rotations + 1;
    }
  }

  /** A token for whose issue nothing is written. */
  private void revoke() {
    Optional<Http.Answer> issued = call("issue", () -> OAuth.token(0, plain));
    if (issued.isPresent()) {
      String token = OAuth.access(issued.get());
      while (!over && call("revoke", () -> OAuth.revoke(1, plain, token)).isEmpty()) {
        Thread.onSpinWait();
      }
      if (!over) {
        revoked.add(token);
      }
    }
  }

  /** The answer, if it is 200. */
  private Optional<Http.Answer> call(String what, Supplier<Http.Answer> call) {
    long begun = System.nanoTime();
    Http.Answer answer = call.get();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (answer.status() == 200) {
      return Optional.of(answer);
    }
    if (answer.status() != 503 || took.compareTo(SOON) > 0) {
      unexpected.add(
          what + " after " + took.toMillis() + " ms: " + answer.status() + answer.body());
    }
    unavailable.incrementAndGet();
    pause();
    return Optional.empty();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
