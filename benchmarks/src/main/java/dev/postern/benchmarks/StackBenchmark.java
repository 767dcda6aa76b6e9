package dev.postern.benchmarks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Measures a running stack from a client on the same machine. It needs only a JDK: run it from the
 * repository after {@code ./postern up}, as README.md in this module says.
 */
public final class StackBenchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final int WARM_UP_REVOCATIONS = 1_000;
  private static final Duration POLL = Duration.ofMillis(2);

  private final StackClient stack;

  private StackBenchmark(StackClient stack) {
    this.stack = stack;
  }

  /**
   * Runs one benchmark: {@code revoke <count> <concurrency>}, {@code refresh <seconds>
   * <concurrency>}, {@code login <seconds> <profile rate>}, {@code logins <concurrency> 1} or
   * {@code signed <count> 1}.
   *
   * @throws Exception if the stack does not run or gives an unexpected response
   */
  public static void main(String[] arguments) throws Exception {
    int amount = Integer.parseInt(arguments[1]);
    int atOnce = Integer.parseInt(arguments[2]);
    StackClient stack = new StackClient();
    switch (arguments[0]) {
      case "revoke" -> new StackBenchmark(stack).revoke(amount, atOnce);
      case "refresh" -> new StackBenchmark(stack).refresh(Duration.ofSeconds(amount), atOnce);
      case "login" -> new LoginBenchmark(stack).beside(Duration.ofSeconds(amount), atOnce);
      case "logins" -> new LoginBenchmark(stack).atOnce(amount);
      case "signed" -> new SignedLoad(stack).write(amount);
      default -> throw new IllegalArgumentException("revoke, refresh, login, logins or signed");
    }
  }

  /** Measures from sending a revocation to the first refusal of the last process. */
  private void revoke(int count, int atOnce) throws Exception {
    StackClient.RegisteredClient client = stack.client("[\"bench\"]", "[\"client_credentials\"]");
    List<String> tokens = StackClient.inParallel(count, atOnce, i -> stack.token(client, i));
    System.out.printf("%d tokens issued; %d revoked to warm up%n", count, WARM_UP_REVOCATIONS);
    StackClient.inParallel(
        WARM_UP_REVOCATIONS, atOnce, i -> revokeAndWatch(client, stack.token(client, i), i));
    AtomicInteger done = new AtomicInteger();
    long start = System.nanoTime();
    List<Long> nanos =
        StackClient.inParallel(
            count,
            atOnce,
            i -> {
              long took = revokeAndWatch(client, tokens.get(i), i);
              if (done.incrementAndGet() % 1_000 == 0) {
                System.out.printf("  %d%n", done.get());
              }
              return took;
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%d revocations in %.1f s, %d at once%n", count, seconds, atOnce);
    StackClient.percentiles("revoke -> refused by all", nanos);
    List<Boolean> stillValid =
        StackClient.inParallel(count, atOnce, i -> isValidAnywhere(client, tokens.get(i)));
    System.out.printf(
        "accepted afterwards, of %d tokens at %d processes: %d%n",
        count,
        stack.auth().size() + stack.customer().size() + stack.profile().size(),
        stillValid.stream().filter(a -> a).count());
  }

  private long revokeAndWatch(StackClient.RegisteredClient client, String token, int i)
      throws Exception {
    long start = System.nanoTime();
    String url = stack.auth().get(i % stack.auth().size()) + "/oauth/revoke";
    HttpRequest revoke =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", client.basic())
            .header("Content-Type", StackClient.FORM)
            .POST(BodyPublishers.ofString("token=" + token))
            .build();
    StackClient.expect(200, stack.send(revoke));
    for (Supplier<HttpRequest.Builder> process : processes(client)) {
      while (isValid(process.get(), token)) {
        Thread.sleep(POLL);
      }
    }
    return System.nanoTime() - start;
  }

  private boolean isValidAnywhere(StackClient.RegisteredClient client, String token)
      throws Exception {
    for (Supplier<HttpRequest.Builder> process : processes(client)) {
      if (isValid(process.get(), token)) {
        return true;
      }
    }
    return false;
  }

  /** The client has no scope for these calls: a valid token gets 403, a revoked one 401. */
  private List<Supplier<HttpRequest.Builder>> processes(StackClient.RegisteredClient client) {
    List<Supplier<HttpRequest.Builder>> calls = new ArrayList<>();
    for (String url : stack.auth()) {
      calls.add(() -> HttpRequest.newBuilder(URI.create(url + "/admin/v1/events")));
    }
    for (String url : stack.customer()) {
      calls.add(
          () ->
              HttpRequest.newBuilder(URI.create(url + "/admin/v1/customers:import"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.noBody()));
    }
    for (String url : stack.profile()) {
      calls.add(
          () ->
              HttpRequest.newBuilder(URI.create(url + "/getprofile"))
                  .header("Content-Type", "application/json")
                  .header("api-key", client.apiKey())
                  .POST(BodyPublishers.ofString("{\"customer_id\":\"x\"}")));
    }
    return calls;
  }

  private boolean isValid(HttpRequest.Builder request, String token) throws Exception {
    int status =
        stack.send(request.header("Authorization", "Bearer " + token).build()).statusCode();
    if (status != 403 && status != 401) {
      throw new IllegalStateException("neither accepted nor refused: " + status);
    }
    return status == 403;
  }

  /**
   * Each concurrent client refreshes its own token repeatedly; each refresh is a database commit.
   */
  private void refresh(Duration time, int atOnce) throws Exception {
    StackClient.RegisteredClient client =
        stack.client("[\"bench\"]", "[\"client_credentials\",\"refresh_token\"]");
    List<String> first =
        StackClient.inParallel(
            atOnce, atOnce, i -> StackClient.field(stack.tokenAnswer(client, i), "refresh_token"));
    AtomicInteger again = new AtomicInteger();
    long warm = System.nanoTime() + WARM_UP.toNanos();
    List<String> warmed =
        StackClient.inParallel(
            atOnce,
            atOnce,
            i -> refreshUntil(client, new Refresher(first.get(i), i, again), warm).token);
    again.set(0);
    long end = System.nanoTime() + time.toNanos();
    List<List<Long>> all =
        StackClient.inParallel(
            atOnce,
            atOnce,
            i -> refreshUntil(client, new Refresher(warmed.get(i), i, again), end).nanos);
    List<Long> nanos = all.stream().flatMap(List::stream).collect(Collectors.toList());
    System.out.printf(
        "%d refreshes in %d s, %d clients: %.0f/s; sent again after a 503: %d%n",
        nanos.size(),
        time.toSeconds(),
        atOnce,
        nanos.size() / (double) time.toSeconds(),
        again.get());
    StackClient.percentiles("refresh", nanos);
  }

  /** A client with its current refresh token. */
  private static final class Refresher {
    private final int number;
    private final AtomicInteger again;
    private final List<Long> nanos = new ArrayList<>();
    private String token;

    Refresher(String token, int number, AtomicInteger again) {
      this.token = token;
      this.number = number;
      this.again = again;
    }
  }

  /** Repeats a refresh that got 503 with the same token; the server's grace period allows that. */
  private Refresher refreshUntil(StackClient.RegisteredClient client, Refresher refresher, long end)
      throws Exception {
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      String form = "grant_type=refresh_token&refresh_token=" + refresher.token;
      HttpResponse<String> answer = stack.send(stack.tokenRequest(client, refresher.number, form));
      while (answer.statusCode() == 503) {
        refresher.again.incrementAndGet();
        answer = stack.send(stack.tokenRequest(client, refresher.number, form));
      }
      refresher.token = StackClient.field(StackClient.expect(200, answer), "refresh_token");
      refresher.nanos.add(System.nanoTime() - start);
    }
    return refresher;
  }
}
