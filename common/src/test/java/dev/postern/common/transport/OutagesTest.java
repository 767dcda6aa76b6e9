package dev.postern.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P02", "57P03", "53300", "25006", "08006", "40P01"})
  void threat43ADatabaseThatGoesOrTakesNothingIsAnOutageHoweverItIsWrapped(String state) {
    SQLException said = new SQLException("FATAL: not now (" + state + ")", state);
    assertThat(Outages.isOutage(new IllegalStateException(said))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42601", "22001"})
  void whatWeSentWrongIsNone(String state) {
    SQLException said = new SQLException("ERROR: no such thing (" + state + ")", state);
    assertThat(Outages.isOutage(new IllegalStateException(said))).isFalse();
  }

  @Test
  void nobodyThereOrNoAnswerInTimeIsOne() {
    assertThat(Outages.isOutage(new ConnectException())).isTrue();
    assertThat(Outages.isOutage(new TimeoutException())).isTrue();
    assertThat(Outages.isOutage(Status.UNAVAILABLE.asRuntimeException())).isTrue();
    assertThat(Outages.isOutage(Status.NOT_FOUND.asRuntimeException())).isFalse();
    assertThat(Outages.isOutage(new IllegalStateException())).isFalse();
  }
}
