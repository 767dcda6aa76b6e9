package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.StackFile;
import dev.postern.testkit.Await;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The cost of a request for a profile when the caches are warm. */
class WarmPathIT {
  private static final int REQUESTS = 20;
  private static final Duration LOGGED_WITHIN = Duration.ofSeconds(5);

  @Test
  void aProfileCostsOneReadAndNoCallToAuthService() throws Exception {
    Vendor vendor = Vendor.create("profile:read");
    String token = vendor.systemToken();
    String customer = ProfileOwner.create().token();
    assertThat(vendor.getProfile(token, customer).status()).isEqualTo(200);
    long lookUpsBefore = directoryLookUps();
    logStatements("all");
    Await.until(
        "statements are logged",
        LOGGED_WITHIN,
        () -> vendor.getProfile(token, customer).status() == 200 && statements() > 0);
    long statementsBefore = statements();

    for (int i = 0; i < REQUESTS; i++) {
      assertThat(vendor.getProfile(token, customer).status()).isEqualTo(200);
    }

    assertThat(statements() - statementsBefore).isEqualTo(REQUESTS);
    assertThat(directoryLookUps()).isEqualTo(lookUpsBefore);
    logStatements("none");
  }

  private static void logStatements(String which) throws SQLException {
    StackFile.Postgres postgres = TestStack.file().postgres();
    String url = "jdbc:postgresql://localhost:" + postgres.port() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", postgres.password());
        Statement sql = connection.createStatement()) {
      sql.execute("ALTER SYSTEM SET log_statement = '" + which + "'");
      sql.execute("ALTER SYSTEM SET log_line_prefix = '%d '");
      sql.execute("SELECT pg_reload_conf()");
    }
  }

  /** All that profile-service has asked its database since statements are logged. */
  private static long statements() throws IOException {
    return Files.readAllLines(TestStack.LAYOUT.log("postgres")).stream()
        .filter(line -> line.matches("profile +LOG: +(execute|statement).*"))
        .count();
  }

  private static long directoryLookUps() throws IOException {
    return Files.readAllLines(TestStack.LAYOUT.log("auth")).stream()
        .filter(line -> line.contains("CredentialDirectoryGrpcService.findApiKey"))
        .count();
  }
}
