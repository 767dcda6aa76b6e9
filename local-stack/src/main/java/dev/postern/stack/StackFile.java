package dev.postern.stack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/** The contents of {@code .postern/stack.json}: the URLs and the demo credentials. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackFile(
    String ca,
    Map<String, List<String>> services,
    Map<String, List<String>> management,
    Postgres postgres,
    String redis,
    RegisteredClient client,
    String apiKey,
    HmacKey hmacKey,
    RegisteredClient admin,
    List<Customer> customers,
    List<ProcessInfo> processes) {

  /** The database server. */
  public record Postgres(
      String host, int port, String user, String password, List<String> databases) {}

  /** A registered client's id and secret. */
  public record RegisteredClient(String id, String secret) {}

  /**
   * A key with which the client signs requests.
   *
   * @param secret base64url of 32 bytes
   */
  public record HmacKey(String id, String secret) {}

  /** A demo customer who can log in. */
  public record Customer(String username, String password, String customerId) {}

  /** A running process. */
  public record ProcessInfo(String name, long pid, String startedAt, String log) {}

  /** The results of seeding. The services show them only once, so the stack keeps them. */
  public record Seed(
      RegisteredClient client, String apiKey, HmacKey hmacKey, List<Customer> customers) {}
}
