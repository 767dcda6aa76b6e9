package dev.postern.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the configuration of a service, which a production installation would supply through the
 * environment and a secret store. The file has mode 0600, so no secret appears in the process list.
 */
final class ServiceConfig {
  /** The operator's client, which seeds the stack. */
  static final String OPERATOR = "postern-operator";

  private static final String OPERATOR_SCOPES =
      "admin:clients:read admin:clients:write admin:api-keys:read admin:api-keys:write"
          + " admin:customers:read admin:customers:write customers:trace"
          + " admin:events:read admin:events:write"
          + " admin:signing-keys:read admin:signing-keys:write"
          + " admin:hmac-keys:read admin:hmac-keys:write dev:explain";

  private final Layout layout;
  private final Secrets secrets;
  private final Certificates certificates;

  ServiceConfig(Layout layout, Secrets secrets, Certificates certificates) {
    this.layout = layout;
    this.secrets = secrets;
    this.certificates = certificates;
  }

  /**
   * @param overrides properties that take precedence over the stack's own
   */
  Path write(Service service, int replica, Map<String, String> overrides) {
    Map<String, String> properties = new LinkedHashMap<>();
    guard(properties);
    network(properties, service, replica);
    stores(properties, service);
    switch (service) {
      case AUTH -> auth(properties);
      case CUSTOMER -> customer(properties, replica);
      case PROFILE -> profile(properties);
    }
    properties.putAll(overrides);
    Path file =
        layout.data().resolve("config").resolve(service.label() + "-" + replica + ".properties");
    PrivateFiles.write(
        file,
        properties.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()) + "\n")
            .collect(Collectors.joining()));
    return file;
  }

  private void guard(Map<String, String> properties) {
    properties.put("postern.issuer", layout.issuer());
    properties.put("postern.environment", "test");
  }

  private void network(Map<String, String> properties, Service service, int replica) {
    properties.put("quarkus.http.host", "localhost");
    properties.put("quarkus.http.ssl-port", "" + layout.port(service, replica));
    properties.put("quarkus.management.host", "localhost");
    properties.put("quarkus.management.port", "" + layout.managementPort(service, replica));
    properties.put("quarkus.tls.server.key-store.pem.0.cert", certificates.server().toString());
    properties.put("quarkus.tls.server.key-store.pem.0.key", certificates.serverKey().toString());
    properties.put("quarkus.tls.internal.trust-store.pem.certs", certificates.ca().toString());
    grpcClient(properties, "auth", Service.AUTH);
  }

  private void stores(Map<String, String> properties, Service service) {
    String server = "postgresql://localhost:" + layout.postgresPort() + "/" + service.label();
    properties.put("quarkus.datasource.jdbc.url", "jdbc:" + server);
    properties.put("quarkus.datasource.reactive.url", server);
    properties.put("quarkus.datasource.username", Database.USER);
    properties.put("quarkus.datasource.password", secrets.postgresPassword());
    properties.put("quarkus.redis.hosts", "redis://localhost:" + layout.redisPort());
  }

  private void auth(Map<String, String> properties) {
    properties.put("postern.peppers.1", secrets.pepper());
    properties.put("postern.sealing.keyset", secrets.sealingKeyset());
    bootstrap(properties, OPERATOR, secrets.operatorSecret(), OPERATOR_SCOPES);
    bootstrap(
        properties,
        "customer-service",
        secrets.customerServiceSecret(),
        "internal:customer-tokens internal:directory internal:events internal:profiles:write");
    bootstrap(
        properties,
        "profile-service",
        secrets.profileServiceSecret(),
        "internal:directory internal:events internal:sessions");
  }

  private void customer(Map<String, String> properties, int replica) {
    properties.put("postern.customer-id.keyset", secrets.customerIdKeyset());
    properties.put("postern.login.keyset", secrets.loginKeyset());
    properties.put("postern.login.pepper", secrets.loginPepper());
    // All customers of this stack share 127.0.0.1, so a low limit would apply to all at once.
    properties.put("postern.login.address.free-failures", "20000");
    properties.put("postern.session.keyset", secrets.sessionKeyset());
    self(properties, "customer-service", secrets.customerServiceSecret());
    grpcClient(properties, "profile", Service.PROFILE);
    if (replica == 0) {
      demo(properties);
    }
  }

  /** Enables the demo page on one replica only; the others run as in production. */
  private void demo(Map<String, String> properties) {
    properties.put("postern.demo.enabled", "true");
    properties.put("postern.demo.vendor-file", layout.vendorFile().toString());
    properties.put("postern.demo.profile-url", layout.url(Service.PROFILE, 0));
  }

  private void profile(Map<String, String> properties) {
    properties.put("postern.guard.session-cookies", "true");
    self(properties, "profile-service", secrets.profileServiceSecret());
    grpcClient(properties, "customer", Service.CUSTOMER);
  }

  private void grpcClient(Map<String, String> properties, String name, Service service) {
    String prefix = "quarkus.grpc.clients." + name;
    properties.put(prefix + ".host", "localhost");
    properties.put(prefix + ".port", "" + layout.port(service, 0));
    properties.put(prefix + ".tls-configuration-name", "internal");
  }

  private static void self(Map<String, String> properties, String clientId, String secret) {
    properties.put("postern.service.client-id", clientId);
    properties.put("postern.service.client-secret", secret);
  }

  private static void bootstrap(
      Map<String, String> properties, String clientId, String secret, String scopes) {
    properties.put("postern.bootstrap." + clientId + ".secret", secret);
    properties.put("postern.bootstrap." + clientId + ".scopes", scopes);
  }

  /** Escapes the characters with a special meaning in a properties file, and {@code $}. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "").replace("${", "\\\\${");
  }
}
