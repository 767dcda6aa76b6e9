package dev.postern.customer.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.audit.DecisionLine;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.login.Authentication.Authenticated;
import dev.postern.customer.login.Authentication.Denied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoginLogTest {
  private final List<DecisionLine> lines = new ArrayList<>();
  private final LoginLog.Entry entry =
      new LoginLog.Entry(
          (call, decision) -> lines.add(DecisionLine.of(call, decision)),
          new Call("REST", "LoginResource.authenticate", "trace", ClientAddress.UNKNOWN));
  private final Customer customer =
      new Customer(
          UUID.randomUUID(),
          "customer-1",
          Optional.empty(),
          Secret.of(""),
          0,
          CustomerStatus.ACTIVE);

  private DecisionLine line() {
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  @Test
  void namesTheCustomerOfStartedSessionAndNoClient() {
    entry.authenticated(new Authenticated(customer, true));
    assertThat(lines).isEmpty();

    entry.started(new CustomerSession("sid-1", "customer-1", "web", Instant.EPOCH, Instant.EPOCH));
    assertThat(line().call().route()).isEqualTo("LoginResource.authenticate");
    assertThat(line().outcome()).isEqualTo(DecisionLine.Outcome.ALLOWED);
    assertThat(line().detail()).isEqualTo("sid sid-1");
    assertThat(line().client()).isEmpty();
    assertThat(line().customer()).contains("customer-1");
  }

  @Test
  void writesDetailOfDeniedLogin() {
    entry.authenticated(Denied.failed("unknown username"));
    assertThat(line().outcome()).isEqualTo(DecisionLine.Outcome.REFUSED);
    assertThat(line().reason()).isEqualTo("login_failed");
    assertThat(line().detail()).isEqualTo("unknown username");
  }

  @Test
  void writesLoginEndedByChangeMeanwhile() {
    entry.endedMeanwhile(customer);
    assertThat(line().reason()).isEqualTo("login_failed");
    assertThat(line().detail()).isEqualTo("ended meanwhile: customer-1");
  }
}
