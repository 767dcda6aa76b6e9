package dev.postern.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a running stack does, seen by a client beside it. Needs nothing but a JDK: run from the
 * repository after {@code ./postern up}, as README.md in this module says.
 */
public final class StackBenchmark {
  private static final Path STACK = Path.of(".postern/stack.json");
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final int WARM_UP_REVOCATIONS = 1_000;
  private static final Duration POLL = Duration.ofMillis(2);
  private static final String FORM = "application/x-www-form-urlencoded";

  /** A client that the benchmark has made for itself. */
  private record Client(String id, String secret, String apiKey) {
    String basic() {
      String pair = id + ":" + secret;
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final String stack;
  private final HttpClient http;
  private final List<String> auth;
  private final List<String> customer;
  private final List<String> profile;

  private StackBenchmark() throws IOException, GeneralSecurityException {
    this.stack = Files.readString(STACK).replaceAll("\\s", "");
    this.http =
        HttpClient.newBuilder()
            .sslContext(trusting(Path.of(".postern/ca.pem")))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.auth = urls("auth");
    this.customer = urls("customer");
    this.profile = urls("profile");
  }

  /**
   * {@code revoke <count> <at once>} or {@code refresh <seconds> <at once>}.
   *
   * @throws Exception if the stack does not run, or answers what it should not
   */
  public static void main(String[] arguments) throws Exception {
    int amount = Integer.parseInt(arguments[1]);
    int atOnce = Integer.parseInt(arguments[2]);
    StackBenchmark benchmark = new StackBenchmark();
    switch (arguments[0]) {
      case "revoke" -> benchmark.revoke(amount, atOnce);
      case "refresh" -> benchmark.refresh(Duration.ofSeconds(amount), atOnce);
      default -> throw new IllegalArgumentException("revoke or refresh");
    }
  }

  /** From sending a revocation to the last process' first refusal. */
  private void revoke(int count, int atOnce) throws Exception {
    Client client = client("[\"bench\"]", "[\"client_credentials\"]");
    List<String> tokens = inParallel(count, atOnce, i -> token(client, i));
    System.out.printf("%d tokens issued; %d revoked to warm up%n", count, WARM_UP_REVOCATIONS);
    inParallel(WARM_UP_REVOCATIONS, atOnce, i -> revokeAndWatch(client, token(client, i), i));
    AtomicInteger done = new AtomicInteger();
    long begun = System.nanoTime();
    List<Long> nanos =
        inParallel(
            count,
            atOnce,
            i -> {
              long took = revokeAndWatch(client, tokens.get(i), i);
              if (done.incrementAndGet() % 1_000 == 0) {
                System.out.printf("  %d%n", done.get());
              }
              return took;
            });
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf("%d revocations in %.1f s, %d at once%n", count, seconds, atOnce);
    percentiles("revoke -> refused by all", nanos);
    List<Boolean> alive = inParallel(count, atOnce, i -> isAliveAnywhere(client, tokens.get(i)));
    System.out.printf(
        "accepted afterwards, of %d tokens at %d processes: %d%n",
        count,
        auth.size() + customer.size() + profile.size(),
        alive.stream().filter(a -> a).count());
  }

  private long revokeAndWatch(Client client, String token, int i) throws Exception {
    long begun = System.nanoTime();
    String url = auth.get(i % auth.size()) + "/oauth/revoke";
    HttpRequest revoke =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", client.basic())
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString("token=" + token))
            .build();
    expect(200, send(revoke));
    for (Supplier<HttpRequest.Builder> process : processes(client)) {
      while (isAlive(process.get(), token)) {
        Thread.sleep(POLL);
      }
    }
    return System.nanoTime() - begun;
  }

  private boolean isAliveAnywhere(Client client, String token) throws Exception {
    for (Supplier<HttpRequest.Builder> process : processes(client)) {
      if (isAlive(process.get(), token)) {
        return true;
      }
    }
    return false;
  }

  /** The client has no scope for any of these calls: a live token gets 403, a dead one 401. */
  private List<Supplier<HttpRequest.Builder>> processes(Client client) {
    List<Supplier<HttpRequest.Builder>> calls = new ArrayList<>();
    for (String url : auth) {
      calls.add(() -> HttpRequest.newBuilder(URI.create(url + "/admin/v1/events")));
    }
    for (String url : customer) {
      calls.add(
          () ->
              HttpRequest.newBuilder(URI.create(url + "/admin/v1/customers:import"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.noBody()));
    }
    for (String url : profile) {
      calls.add(
          () ->
              HttpRequest.newBuilder(URI.create(url + "/getprofile"))
                  .header("Content-Type", "application/json")
                  .header("api-key", client.apiKey())
                  .POST(BodyPublishers.ofString("{\"customer_id\":\"x\"}")));
    }
    return calls;
  }

  private boolean isAlive(HttpRequest.Builder request, String token) throws Exception {
    int status = send(request.header("Authorization", "Bearer " + token).build()).statusCode();
    if (status != 403 && status != 401) {
      throw new IllegalStateException("neither accepted nor refused: " + status);
    }
    return status == 403;
  }

  /** Each of the clients at once refreshes its own token, over and over; each is a commit. */
  private void refresh(Duration time, int atOnce) throws Exception {
    Client client = client("[\"bench\"]", "[\"client_credentials\",\"refresh_token\"]");
    List<String> first =
        inParallel(atOnce, atOnce, i -> field(tokenAnswer(client, i), "refresh_token"));
    AtomicInteger again = new AtomicInteger();
    long warm = System.nanoTime() + WARM_UP.toNanos();
    List<String> warmed =
        inParallel(
            atOnce,
            atOnce,
            i -> refreshUntil(client, new Refresher(first.get(i), i, again), warm).token);
    again.set(0);
    long end = System.nanoTime() + time.toNanos();
    List<List<Long>> all =
        inParallel(
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
    percentiles("refresh", nanos);
  }

  /** One client with its token. */
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

  /** What is answered 503 is sent again, with the same token: that is what the grace is for. */
  private Refresher refreshUntil(Client client, Refresher refresher, long end) throws Exception {
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      String form = "grant_type=refresh_token&refresh_token=" + refresher.token;
      HttpResponse<String> answer = send(tokenRequest(client, refresher.number, form));
      while (answer.statusCode() == 503) {
        refresher.again.incrementAndGet();
        answer = send(tokenRequest(client, refresher.number, form));
      }
      refresher.token = field(expect(200, answer), "refresh_token");
      refresher.nanos.add(System.nanoTime() - begun);
    }
    return refresher;
  }

  private Client client(String scopes, String grantTypes) throws Exception {
    Matcher admin =
        Pattern.compile("\"admin\":\\{\"id\":\"([^\"]+)\",\"secret\":\"([^\"]+)\"").matcher(stack);
    if (!admin.find()) {
      throw new IllegalStateException("no admin client in " + STACK);
    }
    Client operator = new Client(admin.group(1), admin.group(2), "");
    String bearer = "Bearer " + token(operator, 0);
    String made =
        admin(
            bearer,
            "/admin/v1/clients",
            "{\"name\":\"benchmark\",\"scopes\":%s,\"grant_types\":%s}"
                .formatted(scopes, grantTypes));
    String id = field(made, "id");
    String key =
        admin(bearer, "/admin/v1/api-keys", "{\"client_id\":\"%s\",\"label\":\"b\"}".formatted(id));
    return new Client(id, field(made, "secret"), field(key, "key"));
  }

  private String admin(String bearer, String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(auth.getFirst() + path))
            .header("Authorization", bearer)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return expect(201, send(request));
  }

  private String token(Client client, int number) throws Exception {
    return field(tokenAnswer(client, number), "access_token");
  }

  private String tokenAnswer(Client client, int number) throws Exception {
    HttpRequest request = tokenRequest(client, number, "grant_type=client_credentials");
    HttpResponse<String> answer = send(request);
    while (answer.statusCode() == 503) { // a service that has just started takes its time
      answer = send(request);
    }
    return expect(200, answer);
  }

  private HttpRequest tokenRequest(Client client, int number, String form) {
    return HttpRequest.newBuilder(URI.create(auth.get(number % auth.size()) + "/oauth/token"))
        .header("Authorization", client.basic())
        .header("Content-Type", FORM)
        .POST(BodyPublishers.ofString(form))
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static String expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** One of the calls, by its number. */
  private interface Call<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> inParallel(int count, int atOnce, Call<T> call)
      throws InterruptedException, ExecutionException {
    try (ExecutorService workers = Executors.newFixedThreadPool(atOnce)) {
      List<Callable<T>> calls =
          IntStream.range(0, count).<Callable<T>>mapToObj(i -> () -> call.call(i)).toList();
      List<T> results = new ArrayList<>(count);
      for (Future<T> result : workers.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    }
  }

  private static void percentiles(String what, List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
    System.out.printf(
        "%s: p50 %.1f ms, p99 %.1f ms, p999 %.1f ms, worst %.1f ms%n",
        what, millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 0.999), millis(sorted, 1));
  }

  private static double millis(long[] sortedNanos, double share) {
    return sortedNanos[(int) ((sortedNanos.length - 1) * share)] / 1e6;
  }

  private List<String> urls(String service) {
    Matcher matcher = Pattern.compile("\"" + service + "\":\\[(\"https[^\\]]+)\\]").matcher(stack);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + service + " in " + STACK);
    }
    return List.of(matcher.group(1).replace("\"", "").split(",", -1));
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in the answer");
    }
    return URLEncoder.encode(matcher.group(1), StandardCharsets.UTF_8);
  }

  private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  }
}
