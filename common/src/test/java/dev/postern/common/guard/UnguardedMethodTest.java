package dev.postern.common.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.QuarkusUnitTest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service with a method that states no access does not start. */
class UnguardedMethodTest {

  @RegisterExtension
  static final QuarkusUnitTest SERVICE =
      new QuarkusUnitTest()
          .withApplicationRoot(
              root ->
                  root.addPackages(
                          true,
                          "dev.postern.common",
                          "dev.postern.auth.v1",
                          "dev.postern.customer.v1")
                      .addClass(Forgotten.class))
          .overrideConfigKey("postern.issuer", "https://localhost:1")
          .overrideConfigKey("postern.service.client-id", "test")
          .overrideConfigKey("postern.service.client-secret", "test")
          .overrideConfigKey("quarkus.http.insecure-requests", "enabled")
          .assertException(
              failure ->
                  assertThat(failure)
                      .hasStackTraceContaining("Forgotten.get must state its access"));

  /** Everything a resource needs, but for what it asks of its caller. */
  @Path("forgotten")
  public static class Forgotten {
    @GET
    public String get() {
      return "nobody should read this";
    }
  }

  @Test
  void doesNotStart() {
    fail("the service has started");
  }
}
