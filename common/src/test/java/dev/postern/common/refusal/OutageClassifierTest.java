package dev.postern.common.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageClassifierTest {
  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P02", "57P03", "53300", "25006", "08006", "40P01"})
  void threat43ADatabaseThatGoesOrTakesNothingIsAnOutageHoweverItIsWrapped(String state) {
    SQLException said = new SQLException("FATAL: not now (" + state + ")", state);
    assertThat(OutageClassifier.isOutage(new IllegalStateException(said))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42601", "22001"})
  void invalidRequestIsNoOutage(String state) {
    SQLException said = new SQLException("ERROR: no such thing (" + state + ")", state);
    assertThat(OutageClassifier.isOutage(new IllegalStateException(said))).isFalse();
  }

  @Test
  void noServerOrNoAnswerInTimeIsAnOutage() {
    assertThat(OutageClassifier.isOutage(new ConnectException())).isTrue();
    assertThat(OutageClassifier.isOutage(new TimeoutException())).isTrue();
    assertThat(OutageClassifier.isOutage(Status.UNAVAILABLE.asRuntimeException())).isTrue();
    assertThat(OutageClassifier.isOutage(Status.NOT_FOUND.asRuntimeException())).isFalse();
    assertThat(OutageClassifier.isOutage(new IllegalStateException())).isFalse();
  }
}
