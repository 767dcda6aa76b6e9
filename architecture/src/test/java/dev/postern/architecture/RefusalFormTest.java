package dev.postern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.postern.auth.oauth.OAuthErrors;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.GrpcErrors;
import dev.postern.common.refusal.Problem;
import dev.postern.common.refusal.Refusal;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every refusal of the one table has its forms over REST, OAuth and gRPC (contracts §7). */
class RefusalFormTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  @ParameterizedTest
  @EnumSource
  void restAnswersAProblem(AuthError error) {
    try (Response response = Problem.response(error, TRACE_ID)) {
      assertThat(response.getStatus()).isEqualTo(error.httpStatus());
      assertThat(response.getMediaType()).hasToString("application/problem+json");
      Problem problem = (Problem) response.getEntity();
      assertThat(problem.status()).isEqualTo(error.httpStatus());
      assertThat(problem.type()).isEqualTo("urn:postern:problem:" + error.reason());
      assertThat(problem.title()).isNotBlank();
      assertThat(problem.detail()).isEqualTo(error.publicText());
      assertThat(problem.reason()).isEqualTo(error.reason());
      assertThat(problem.traceId()).isEqualTo(TRACE_ID);
      assertThat(response.getHeaders().containsKey(HttpHeaders.WWW_AUTHENTICATE))
          .isEqualTo(error.httpStatus() == 401 || error == AuthError.SCOPE_INSUFFICIENT);
      assertThat(response.getHeaders().containsKey(HttpHeaders.RETRY_AFTER))
          .isEqualTo(error.httpStatus() == 429 || error.httpStatus() == 503);
    }
  }

  /** RFC 6750 §3.1: a request without a credential gets a challenge without an error code. */
  @ParameterizedTest
  @EnumSource
  void challengeNamesAnErrorOnlyIfACredentialWasPresented(AuthError error) {
    try (Response response = Problem.response(error, TRACE_ID)) {
      String challenge = response.getHeaderString(HttpHeaders.WWW_AUTHENTICATE);
      if (challenge != null) {
        assertThat(challenge).startsWith("Bearer realm=\"postern\"");
        assertThat(challenge.contains("error=")).isEqualTo(error.oauthError().isPresent());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oauthEndpointsAnswerAnErrorCode(AuthError error) {
    try (Response response = OAuthErrors.response(new Refusal(error))) {
      assertThat(response.getStatus()).isEqualTo(error.httpStatus());
      assertThat(response.getMediaType()).hasToString("application/json");
      OAuthErrors.OAuthErrorBody body = (OAuthErrors.OAuthErrorBody) response.getEntity();
      assertThat(body.error()).matches("[a-z_]+");
      assertThat(body.errorDescription()).isEqualTo(error.publicText());
    }
  }

  @ParameterizedTest
  @EnumSource
  void grpcAnswersErrorInfo(AuthError error) throws InvalidProtocolBufferException {
    StatusException refusal = GrpcErrors.exception(error, TRACE_ID);
    assertThat(refusal.getStatus().getCode())
        .isEqualTo(Status.Code.valueOf(error.grpcStatus().name()));
    assertThat(refusal.getStatus().getDescription()).isEqualTo(error.publicText());
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    assertThat(status).isNotNull();
    assertThat(status.getDetailsList()).hasSize(1);
    ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getDomain()).isEqualTo("postern");
    assertThat(info.getReason()).isEqualTo(error.reason());
    assertThat(info.getMetadataMap()).containsEntry("trace_id", TRACE_ID);
  }
}
