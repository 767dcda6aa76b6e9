package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service is a subscriber unless it has a loader of its own, and needs credentials for that. */
class SubscriberWithoutCredentialsTest {

  @RegisterExtension
  static final QuarkusUnitTest SERVICE =
      new QuarkusUnitTest()
          .withApplicationRoot(
              root ->
                  root.addPackages(
                      true,
                      path -> !path.get().contains("UnguardedMethodTest"),
                      "dev.postern.common",
                      "dev.postern.auth.v1",
                      "dev.postern.customer.v1"))
          .overrideConfigKey("postern.issuer", "https://localhost:1")
          .overrideConfigKey("postern.service.client-id", "test")
          .overrideConfigKey("quarkus.http.insecure-requests", "enabled")
          .assertException(
              failure ->
                  assertThat(failure)
                      .hasStackTraceContaining(
                          "postern.service.client-id and postern.service.client-secret are not"
                              + " both set"));

  @Test
  void doesNotStart() {
    fail("the service has started");
  }
}
