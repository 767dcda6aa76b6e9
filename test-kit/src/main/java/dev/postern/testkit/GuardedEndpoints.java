package dev.postern.testkit;

import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.stack.Service;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One guarded endpoint of every process of the stack, profile-service's over REST and gRPC: a call
 * shows whether a credential is accepted there.
 */
public final class GuardedEndpoints {
  /** The scopes that all of them together need. */
  public static final String[] SCOPES = {
    "profile:read", "admin:customers:write", "admin:clients:read"
  };

  /** The contract: a call later than this after the answer to a revocation is refused. */
  public static final Duration REVOKED_WITHIN = Duration.ofSeconds(1);

  public static final String ALLOWED = "allowed";

  /** The credentials of one call. */
  public record Caller(Vendor vendor, String accessToken, String customerToken) {}

  /**
   * @param call returns the reason of the refusal, or {@link #ALLOWED}
   */
  public record Endpoint(String name, Function<Caller, String> call) {}

  private static final List<ManagedChannel> CHANNELS =
      TestStack.has(Service.PROFILE)
          ? replicas().mapToObj(replica -> Grpc.channel(Service.PROFILE, replica)).toList()
          : List.of();

  private static final List<Endpoint> PROFILE =
      Stream.concat(
              endpoints(Service.PROFILE, "profile", GuardedEndpoints::profile),
              endpoints(Service.PROFILE, "profile gRPC", GuardedEndpoints::grpc))
          .toList();

  private static final List<Endpoint> CUSTOMER =
      endpoints(Service.CUSTOMER, "customer", GuardedEndpoints::imports).toList();

  private static final List<Endpoint> AUTH =
      endpoints(Service.AUTH, "auth", GuardedEndpoints::clients).toList();

  private GuardedEndpoints() {}

  private interface Call {
    String of(int replica, Caller caller);
  }

  private static Stream<Endpoint> endpoints(Service service, String name, Call call) {
    return TestStack.has(service)
        ? replicas().mapToObj(r -> new Endpoint(name + " " + r, caller -> call.of(r, caller)))
        : Stream.empty();
  }

  /** The endpoints of all processes. All of them take an access token. */
  public static List<Endpoint> all() {
    return Stream.of(PROFILE, CUSTOMER, AUTH).flatMap(List::stream).toList();
  }

  /** The endpoints that take an API key and a customer token, too. */
  public static List<Endpoint> ofProfiles() {
    return PROFILE;
  }

  public static List<Endpoint> ofAuth() {
    return AUTH;
  }

  public static void assertAllowed(List<Endpoint> endpoints, Caller caller) {
    requireSome(endpoints);
    for (Endpoint endpoint : endpoints) {
      String reason = endpoint.call().apply(caller);
      if (!reason.equals(ALLOWED)) {
        throw new AssertionError(endpoint.name() + " refuses: " + reason);
      }
    }
  }

  /**
   * Calls each endpoint again and again until it refuses for this reason; a call that begins a
   * second after the revocation was answered has to be refused.
   */
  public static void assertRefused(
      List<Endpoint> endpoints, Caller caller, String reason, long revokedNanos) {
    requireSome(endpoints);
    for (Endpoint endpoint : endpoints) {
      long begun;
      String answer;
      do {
        begun = System.nanoTime();
        answer = endpoint.call().apply(caller);
      } while (!answer.equals(reason) && begun - revokedNanos < REVOKED_WITHIN.toNanos());
      if (!answer.equals(reason)) {
        throw new AssertionError(
            "%s, %d ms after the revocation: %s, not %s"
                .formatted(endpoint.name(), (begun - revokedNanos) / 1_000_000, answer, reason));
      }
    }
  }

  /** Each endpoint refuses the first call for this reason. */
  public static void assertRefusedNow(List<Endpoint> endpoints, Caller caller, String reason) {
    assertRefused(endpoints, caller, reason, System.nanoTime() - REVOKED_WITHIN.toNanos());
  }

  public static void assertRefused(List<Endpoint> endpoints, Caller caller, String reason) {
    assertRefused(endpoints, caller, reason, System.nanoTime());
  }

  /** A check of no endpoint would hold without testing anything. */
  private static void requireSome(List<Endpoint> endpoints) {
    if (endpoints.isEmpty()) {
      throw new AssertionError("this stack has no such endpoint");
    }
  }

  private static IntStream replicas() {
    return IntStream.range(0, TestStack.REPLICAS);
  }

  private static String profile(int replica, Caller caller) {
    return reason(
        caller
            .vendor()
            .getProfile(replica, "/getprofile", caller.accessToken(), caller.customerToken()));
  }

  private static String grpc(int replica, Caller caller) {
    try {
      Grpc.getProfile(
          CHANNELS.get(replica),
          GetProfileRequest.getDefaultInstance(),
          "authorization",
          "Bearer " + caller.accessToken(),
          "api-key",
          caller.vendor().apiKey(),
          "customer-auth",
          "JWT " + caller.customerToken());
      return ALLOWED;
    } catch (StatusRuntimeException refusal) {
      return Grpc.errorInfo(refusal).getReason();
    }
  }

  /** An import of no customer. */
  private static String imports(int replica, Caller caller) {
    return reason(
        Http.post(
            Service.CUSTOMER,
            replica,
            "/admin/v1/customers:import",
            "application/x-ndjson",
            "",
            "Authorization",
            "Bearer " + caller.accessToken()));
  }

  private static String clients(int replica, Caller caller) {
    return reason(
        Http.send(
            Http.request(Service.AUTH, replica, "/admin/v1/clients?limit=1")
                .header("Authorization", "Bearer " + caller.accessToken())));
  }

  private static String reason(Http.Answer answer) {
    return answer.status() == 200 ? ALLOWED : answer.reason();
  }
}
