package dev.postern.common.guard.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.OutageClassifier;
import dev.postern.common.refusal.Problem;
import dev.postern.common.refusal.Refusal;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers everything that is thrown during a REST call with a refusal of the one table. A bug also
 * leaves a line in the log, with the id of the trace.
 */
@ApplicationScoped
class RestExceptionMapper {
  private static final Logger LOGGER = Logger.getLogger(RestExceptionMapper.class);
  private final CurrentCall currentCall;

  private final DecisionLog log;

  RestExceptionMapper(CurrentCall currentCall, DecisionLog log) {
    this.currentCall = currentCall;
    this.log = log;
  }

  @ServerExceptionMapper
  Response refusal(Refusal refusal) {
    record(refusal.error(), refusal.why());
    return Problem.response(refusal, currentCall.traceId());
  }

  /** What the framework refuses: no such path, method or media type. */
  @ServerExceptionMapper
  Response framework(WebApplicationException thrown) {
    AuthError error =
        switch (thrown.getResponse().getStatus()) {
          case 400 -> AuthError.REQUEST_INVALID;
          case 404 -> AuthError.NOT_FOUND;
          case 405 -> AuthError.METHOD_NOT_ALLOWED;
          case 406 -> AuthError.NOT_ACCEPTABLE;
          case 413 -> AuthError.TOO_LARGE;
          case 415 -> AuthError.MEDIA_TYPE_UNSUPPORTED;
          default -> AuthError.INTERNAL;
        };
    return error == AuthError.INTERNAL ? unforeseen(thrown) : refused(error, "not matched");
  }

  @ServerExceptionMapper({JacksonException.class, MismatchedInputException.class})
  Response json(Exception malformed) {
    return refused(AuthError.REQUEST_INVALID, "body");
  }

  /** The request is not HTTP, or the caller has closed the connection. */
  @ServerExceptionMapper({
    DecoderException.class,
    HttpClosedException.class,
    StreamResetException.class
  })
  Response wire(Exception broken) {
    return refused(AuthError.REQUEST_INVALID, "not HTTP, or the caller has gone");
  }

  @ServerExceptionMapper
  Response unforeseen(Throwable thrown) {
    if (OutageClassifier.isOutage(thrown)) {
      LOGGER.warnf("trace %s: %s", currentCall.traceId(), thrown.getClass().getName());
      return answer(AuthError.DEPENDENCY_UNAVAILABLE);
    }
    LOGGER.errorf(thrown, "trace %s", currentCall.traceId());
    return answer(AuthError.INTERNAL);
  }

  private Response refused(AuthError error, String detail) {
    record(error, detail);
    return answer(error);
  }

  /** Unless the guard or the endpoint writes the line of this call. */
  private void record(AuthError error, String detail) {
    if (!currentCall.isDescribed()) {
      log.record(currentCall.describe("REST"), new Decision.Refused(error, detail));
    }
  }

  private Response answer(AuthError error) {
    return Problem.response(error, currentCall.traceId());
  }
}
