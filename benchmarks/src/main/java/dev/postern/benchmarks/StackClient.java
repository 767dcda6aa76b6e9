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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An HTTP client for the stack on this machine. */
final class StackClient {
  static final String FORM = "application/x-www-form-urlencoded";
  private static final Path STACK = Path.of(".postern/stack.json");

  /** A registered client that the benchmark has created. */
  record RegisteredClient(String id, String secret, String apiKey) {
    String basic() {
      String pair = id + ":" + secret;
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A key that signs requests. */
  record SigningKey(String id, String secret) {}

  private final String stack;
  private final HttpClient http;
  private final List<String> auth;
  private final List<String> customer;
  private final List<String> profile;

  StackClient() throws IOException, GeneralSecurityException {
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

  List<String> auth() {
    return auth;
  }

  List<String> customer() {
    return customer;
  }

  List<String> profile() {
    return profile;
  }

  /** The usernames and passwords of the demo customers. */
  List<String[]> customers() {
    List<String[]> found = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("\"username\":\"([^\"]+)\",\"password\":\"([^\"]+)\",\"customerId\"")
            .matcher(stack);
    while (matcher.find()) {
      found.add(new String[] {matcher.group(1), matcher.group(2)});
    }
    return found;
  }

  /**
   * The signing key of the client that seeding created; {@link #seededApiKey} belongs to the same
   * client.
   */
  SigningKey seededSigningKey() {
    Matcher key =
        Pattern.compile("\"hmacKey\":\\{\"id\":\"([^\"]+)\",\"secret\":\"([^\"]+)\"")
            .matcher(stack);
    if (!key.find()) {
      throw new IllegalStateException("no signing key in " + STACK);
    }
    return new SigningKey(key.group(1), key.group(2));
  }

  String seededApiKey() {
    return field(stack, "apiKey");
  }

  /** The login form of a customer: username and password. */
  static String credentials(String[] customer) {
    return "username=" + encode(customer[0]) + "&password=" + encode(customer[1]);
  }

  RegisteredClient client(String scopes, String grantTypes) throws Exception {
    Matcher admin =
        Pattern.compile("\"admin\":\\{\"id\":\"([^\"]+)\",\"secret\":\"([^\"]+)\"").matcher(stack);
    if (!admin.find()) {
      throw new IllegalStateException("no admin client in " + STACK);
    }
    RegisteredClient operator = new RegisteredClient(admin.group(1), admin.group(2), "");
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
    return new RegisteredClient(id, field(made, "secret"), field(key, "key"));
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

  String token(RegisteredClient client, int number) throws Exception {
    return field(tokenAnswer(client, number), "access_token");
  }

  String tokenAnswer(RegisteredClient client, int number) throws Exception {
    HttpRequest request = tokenRequest(client, number, "grant_type=client_credentials");
    HttpResponse<String> answer = send(request);
    while (answer.statusCode() == 503) { // a service that has just started may be cold
      answer = send(request);
    }
    return expect(200, answer);
  }

  HttpRequest tokenRequest(RegisteredClient client, int number, String form) {
    return HttpRequest.newBuilder(URI.create(auth.get(number % auth.size()) + "/oauth/token"))
        .header("Authorization", client.basic())
        .header("Content-Type", FORM)
        .POST(BodyPublishers.ofString(form))
        .build();
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  static String expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** One of several concurrent calls, by its number. */
  interface Call<T> {
    T call(int number) throws Exception;
  }

  static <T> List<T> inParallel(int count, int atOnce, Call<T> call)
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

  static void percentiles(String what, List<Long> nanos) {
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

  static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in the answer");
    }
    return encode(matcher.group(1));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
