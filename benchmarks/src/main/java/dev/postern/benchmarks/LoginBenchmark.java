package dev.postern.benchmarks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures logins and their effect on other requests. */
final class LoginBenchmark {
  /** More than there are password hashing threads. */
  private static final int CONCURRENT_LOGINS = 4;

  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private final StackClient stack;
  private final List<String[]> customers;

  LoginBenchmark(StackClient stack) {
    this.stack = stack;
    this.customers = stack.customers();
  }

  private record TimedResponse(int status, long nanos) {}

  /** Logs in as often as possible while profiles are read at a given rate. */
  void beside(Duration time, int profilesPerSecond) throws Exception {
    StackClient.RegisteredClient vendor =
        stack.client("[\"profile:read\"]", "[\"client_credentials\"]");
    String systemToken = stack.token(vendor, 0);
    String customerToken = StackClient.field(send(login(0)).body(), "JWT");
    run(vendor, systemToken, customerToken, WARM_UP, profilesPerSecond);
    Runs measured = run(vendor, systemToken, customerToken, time, profilesPerSecond);
    long good = measured.logins.stream().filter(answer -> answer.status() == 200).count();
    System.out.printf(
        "%d logins in %d s: %.1f/s; others: %d%n",
        good, time.toSeconds(), good / (double) time.toSeconds(), measured.logins.size() - good);
    StackClient.percentiles("login", nanos(measured.logins));
    System.out.printf("%d profiles, %s%n", measured.profiles.size(), counts(measured.profiles));
    StackClient.percentiles("/getprofile beside them", nanos(measured.profiles));
  }

  /** Sends all logins at the same time. */
  void atOnce(int count) throws Exception {
    List<TimedResponse> responses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<TimedResponse>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        calls.add(() -> timed(login(number)));
      }
      for (Future<TimedResponse> answer : threads.invokeAll(calls)) {
        responses.add(answer.get());
      }
    }
    System.out.printf("%d logins at once: %s%n", count, counts(responses));
    StackClient.percentiles("answered after", nanos(responses));
  }

  private record Runs(List<TimedResponse> logins, List<TimedResponse> profiles) {}

  private Runs run(
      StackClient.RegisteredClient vendor,
      String systemToken,
      String customerToken,
      Duration time,
      int profilesPerSecond)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<TimedResponse>>> logins = new ArrayList<>();
      for (int i = 0; i < CONCURRENT_LOGINS; i++) {
        int first = i;
        logins.add(threads.submit(() -> logInUntil(end, first)));
      }
      List<Future<TimedResponse>> profiles = new ArrayList<>();
      long gap = Duration.ofSeconds(1).toNanos() / profilesPerSecond;
      for (long due = System.nanoTime(); due < end; due += gap) {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        profiles.add(threads.submit(() -> timed(profile(vendor, systemToken, customerToken))));
      }
      List<TimedResponse> allLogins = new ArrayList<>();
      for (Future<List<TimedResponse>> one : logins) {
        allLogins.addAll(one.get());
      }
      List<TimedResponse> allProfiles = new ArrayList<>();
      for (Future<TimedResponse> one : profiles) {
        allProfiles.add(one.get());
      }
      return new Runs(allLogins, allProfiles);
    }
  }

  private List<TimedResponse> logInUntil(long end, int first) throws Exception {
    List<TimedResponse> responses = new ArrayList<>();
    for (int i = first; System.nanoTime() < end; i += CONCURRENT_LOGINS) {
      responses.add(timed(login(i)));
    }
    return responses;
  }

  private HttpRequest login(int number) {
    String[] customer = customers.get(number % customers.size());
    return HttpRequest.newBuilder(
            URI.create(
                stack.customer().get(number % stack.customer().size()) + "/customer_authenticate"))
        .header("Content-Type", StackClient.FORM)
        .POST(BodyPublishers.ofString(StackClient.credentials(customer)))
        .build();
  }

  private HttpRequest profile(
      StackClient.RegisteredClient vendor, String systemToken, String customerToken) {
    return HttpRequest.newBuilder(URI.create(stack.profile().getFirst() + "/getprofile"))
        .header("Authorization", "Bearer " + systemToken)
        .header("api-key", vendor.apiKey())
        .header("customer-auth", "JWT " + customerToken)
        .POST(BodyPublishers.noBody())
        .build();
  }

  private TimedResponse timed(HttpRequest request) throws Exception {
    long start = System.nanoTime();
    int status = send(request).statusCode();
    return new TimedResponse(status, System.nanoTime() - start);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return stack.send(request);
  }

  private static Map<Integer, Integer> counts(List<TimedResponse> responses) {
    Map<Integer, Integer> counts = new TreeMap<>();
    responses.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
    return counts;
  }

  private static List<Long> nanos(List<TimedResponse> responses) {
    return responses.stream().map(TimedResponse::nanos).toList();
  }
}
