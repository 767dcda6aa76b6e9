package dev.postern.stack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/** {@code .postern/stack.json}: where everything is, and the demo credentials. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackFile(
    String ca,
    Map<String, List<String>> services,
    Map<String, List<String>> management,
    Postgres postgres,
    String redis,
    Client client,
    String apiKey,
    HmacKey hmacKey,
    Client admin,
    List<Customer> customers,
    List<ProcessInfo> processes) {

  /** The database server. */
  public record Postgres(
      String host, int port, String user, String password, List<String> databases) {}

  /** A client's id and secret. */
  public record Client(String id, String secret) {}

  /**
   * A key by which the client signs its requests.
   *
   * @param secret base64url of 32 octets
   */
  public record HmacKey(String id, String secret) {}

  /** A demo customer who can log in. */
  public record Customer(String username, String password, String customerId) {}

  /** A running process. */
  public record ProcessInfo(String name, long pid, String startedAt, String log) {}

  /** What seeding made: it is shown once by the services, so the stack keeps it. */
  public record Seed(Client client, String apiKey, HmacKey hmacKey, List<Customer> customers) {}
}
