package dev.postern.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.common.distribution.RevocationLoader;
import dev.postern.common.jwt.JsonText;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.TestIssuer;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else's service behind the guard, with nothing but its annotations. */
@Singleton
@Unremovable
class GuardedServiceTest {
  @RegisterExtension
  static final QuarkusUnitTest SERVICE =
      new QuarkusUnitTest()
          .setFlatClassPath(true)
          .withApplicationRoot(
              root ->
                  root.addPackages(
                          true,
                          path -> !path.get().contains("UnguardedMethodTest"),
                          "dev.postern.common",
                          "dev.postern.auth.v1",
                          "dev.postern.customer.v1")
                      .addClasses(Orders.class, Issuer.class, NothingRevoked.class))
          .overrideConfigKey("postern.issuer", TestIssuer.ISSUER)
          .overrideConfigKey("quarkus.http.insecure-requests", "enabled")
          .overrideConfigKey("quarkus.http.tls-configuration-name", "")
          .overrideConfigKey("quarkus.http.test-port", "0")
          .overrideConfigKey("quarkus.management.enabled", "false");

  @Inject RevocationLoader loader;

  private static String token(String scope) {
    JsonText claims = TestIssuer.claims().string("scope", scope);
    return Issuer.ISSUER.token(SigningAlgorithm.ES256, claims);
  }

  /** It starts without credentials for auth-service, since it does not subscribe to its events. */
  @Test
  void loaderOfTheServiceReplacesTheSubscriber() {
    assertThat(loader).isInstanceOf(NothingRevoked.class);
  }

  @Test
  void allowsAGoodTokenAndGivesTheMethodItsCaller() {
    given()
        .auth()
        .oauth2(token("orders:read"))
        .get("/orders")
        .then()
        .statusCode(200)
        .body(equalTo("orders of client-a"));
  }

  @Test
  void rejectsByDefaultAndNamesTheMissingCredential() {
    given()
        .get("/orders")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", equalTo("Bearer realm=\"postern\""))
        .header("Cache-Control", equalTo("no-store"))
        .contentType(startsWith("application/problem+json"))
        .body("reason", equalTo("bearer_missing"))
        .body("trace_id", matchesPattern("[0-9a-f]{32}"));
  }

  @Test
  void refusesATokenWithoutTheScope() {
    given()
        .auth()
        .oauth2(token("orders:write"))
        .get("/orders")
        .then()
        .statusCode(403)
        .header(
            "WWW-Authenticate",
            startsWith("Bearer realm=\"postern\", error=\"insufficient_scope\""))
        .body("reason", equalTo("scope_insufficient"));
  }

  @Test
  void anOpenMethodGetsTheVeryOctetsTheGuardHasRead() {
    given().body("a body").post("/orders").then().statusCode(200).body(equalTo("a body"));
  }

  @Test
  void aBodyLargerThanTheBoundIs413() {
    given()
        .body("x".repeat(70_000))
        .post("/orders")
        .then()
        .statusCode(413)
        .body("reason", equalTo("too_large"));
  }

  @Test
  void unknownPathIs404AsAProblem() {
    given().get("/nothing").then().statusCode(404).body("reason", equalTo("not_found"));
    given().delete("/orders").then().statusCode(405).body("reason", equalTo("method_not_allowed"));
  }
}
