package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Faults;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.PostgresProcess;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threats 14 and 43: whatever becomes of PostgreSQL, callers get 503 soon, nothing that was
 * acknowledged is lost, and no refresh family dies of it.
 */
@Faults
class DatabaseFaultsIT {
  /** Longer than a call may take, and shorter than what makes news of revocations stale. */
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final String token = OAuth.access(OAuth.token(0, vendor));
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  /** A fault of the database; it has ended when {@code strike} returns. */
  private enum Fault {
    TERMINATED {
      @Override
      void strike() throws Exception {
        for (int i = 0; i < 10; i++) {
          PostgresProcess.terminateBackends();
          Thread.sleep(100);
        }
      }
    },
    CRASHED {
      @Override
      void strike() throws Exception {
        PostgresProcess.crash();
      }
    },
    KILLED {
      @Override
      void strike() throws Exception {
        PostgresProcess.killAndRestart();
      }
    },
    PAUSED {
      @Override
      void strike() throws Exception {
        try (Paused postgres = new Paused(PostgresProcess.pid())) {
          Thread.sleep(A_WHILE);
        }
      }
    },
    READ_ONLY {
      @Override
      void strike() throws Exception {
        PostgresProcess.setReadOnly(true);
        try {
          Thread.sleep(A_WHILE);
        } finally {
          PostgresProcess.setReadOnly(false);
        }
      }
    };

    abstract void strike() throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void threat14RefreshesUnderWayLoseNeitherTheTokenNorItsSuccessor(Fault fault) throws Exception {
    RefreshLoad load = RefreshLoad.begin(vendor);
    try (load) {
      fault.strike();
      load.awaitProgress();
    }

    assertThat(load.unexpected()).isEmpty();
    assertThat(load.unavailable()).as("calls that met the fault").isPositive();
    for (String last : load.lastTokens()) {
      Http.Answer answer = OAuth.refresh(0, vendor, last);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(OAuth.refresh(1, vendor, OAuth.refreshToken(answer)).status()).isEqualTo(200);
    }
    assertThat(load.revocationsInDatabase()).isEqualTo(load.revoked().size());
    for (String revoked : List.of(load.revoked().getFirst(), load.revoked().getLast())) {
      GuardedEndpoints.assertRefused(
          GuardedEndpoints.all(),
          new GuardedEndpoints.Caller(vendor, revoked, customerToken),
          "bearer_revoked");
    }
    Recovery.await(vendor, token, customer, customerToken);
  }
}
