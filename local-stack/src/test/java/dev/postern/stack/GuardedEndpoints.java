package dev.postern.stack;

import dev.postern.profile.v1.GetProfileRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The guarded doors of all nine processes, profile-service's over REST and gRPC: who knocks learns
 * whether a credential is alive there.
 */
final class GuardedEndpoints {
  /** What opens all of them. */
  static final String[] SCOPES = {"profile:read", "admin:customers:write", "admin:clients:read"};

  /** The contract's: who asks later than this after the answer to a revocation is refused. */
  static final Duration KILLED_WITHIN = Duration.ofSeconds(1);

  static final String LET_IN = "let in";

  /** What somebody knocks with. */
  record Caller(Vendor vendor, String accessToken, String customerToken) {}

  /**
   * @param knock gives the reason of the refusal, or {@link #LET_IN}
   */
  record Door(String name, Function<Caller, String> knock) {}

  private static final List<ManagedChannel> CHANNELS =
      replicas().mapToObj(replica -> Grpc.channel(Service.PROFILE, replica)).toList();

  private static final List<Door> PROFILE =
      Stream.concat(
              replicas().mapToObj(r -> new Door("profile " + r, caller -> profile(r, caller))),
              replicas().mapToObj(r -> new Door("profile gRPC " + r, caller -> grpc(r, caller))))
          .toList();

  private static final List<Door> ADMIN =
      Stream.concat(
              replicas().mapToObj(r -> new Door("customer " + r, caller -> imports(r, caller))),
              replicas().mapToObj(r -> new Door("auth " + r, caller -> clients(r, caller))))
          .toList();

  private GuardedEndpoints() {}

  /** Those that take an access token alone, too: all nine processes. */
  static List<Door> all() {
    return Stream.concat(PROFILE.stream(), ADMIN.stream()).toList();
  }

  /** Those that take an API key and a customer token besides. */
  static List<Door> ofProfiles() {
    return PROFILE;
  }

  static List<Door> ofAuth() {
    return ADMIN.stream().filter(door -> door.name().startsWith("auth")).toList();
  }

  static void assertOpen(List<Door> doors, Caller caller) {
    for (Door door : doors) {
      String reason = door.knock().apply(caller);
      if (!reason.equals(LET_IN)) {
        throw new AssertionError(door.name() + " refuses: " + reason);
      }
    }
  }

  /**
   * Each door, asked again and again, refuses for this reason; at the latest who asks a second
   * after the revocation was answered.
   */
  static void assertShut(List<Door> doors, Caller caller, String reason, long revokedNanos) {
    for (Door door : doors) {
      long begun;
      String answer;
      do {
        begun = System.nanoTime();
        answer = door.knock().apply(caller);
      } while (!answer.equals(reason) && begun - revokedNanos < KILLED_WITHIN.toNanos());
      if (!answer.equals(reason)) {
        throw new AssertionError(
            "%s, %d ms after the revocation: %s, not %s"
                .formatted(door.name(), (begun - revokedNanos) / 1_000_000, answer, reason));
      }
    }
  }

  /** Each door refuses for this reason now, at the first knock. */
  static void assertStaysShut(List<Door> doors, Caller caller, String reason) {
    assertShut(doors, caller, reason, System.nanoTime() - KILLED_WITHIN.toNanos());
  }

  static void assertShut(List<Door> doors, Caller caller, String reason) {
    assertShut(doors, caller, reason, System.nanoTime());
  }

  private static IntStream replicas() {
    return IntStream.range(0, TestStack.REPLICAS);
  }

  private static String profile(int replica, Caller caller) {
    return reason(
        Http.post(
            Service.PROFILE,
            replica,
            "/getprofile",
            Http.JSON,
            "",
            "Authorization",
            "Bearer " + caller.accessToken(),
            "api-key",
            caller.vendor().apiKey(),
            "customer-auth",
            "JWT " + caller.customerToken()));
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
      return LET_IN;
    } catch (StatusRuntimeException refusal) {
      return Grpc.errorInfo(refusal).getReason();
    }
  }

  /** An import of nobody. */
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
    return answer.status() == 200 ? LET_IN : answer.reason();
  }
}
