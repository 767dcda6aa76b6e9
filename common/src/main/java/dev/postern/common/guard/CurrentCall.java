package dev.postern.common.guard;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.auth.Caller;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Proof;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.signature.SentRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/** The call being served on this event-loop context: who was let in, and under which trace. */
@Singleton
public class CurrentCall {
  private static final String CALLER = "postern.caller";
  private static final String CUSTOMER = "postern.customer";
  private static final String CUSTOMER_TOKEN = "postern.customerToken";
  private static final String SESSION_COOKIE = "postern.sessionCookie";
  private static final String TRACE_ID = "postern.traceId";
  private static final String SENT = "postern.sent";
  private static final String PEER = "postern.peer";

  private final InstantSource clock;

  public CurrentCall(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Who was let in.
   *
   * @throws IllegalStateException in a method that is open to anybody
   */
  public Caller caller() {
    return ContextLocals.<Caller>get(CALLER)
        .orElseThrow(() -> new IllegalStateException("nobody was let in by the guard"));
  }

  /**
   * The session of the customer who calls, or on whose behalf a client does.
   *
   * @throws IllegalStateException in a method that asks for no customer
   */
  public CustomerSession customer() {
    return ContextLocals.<CustomerSession>get(CUSTOMER)
        .orElseThrow(() -> new IllegalStateException("no customer was proven by the guard"));
  }

  /** The customer's token as it was sent, if it was that which proved the customer. */
  public Optional<Secret> customerToken() {
    return ContextLocals.get(CUSTOMER_TOKEN);
  }

  /** The session's cookie as it was sent, if it was that which proved the customer. */
  public Optional<Secret> sessionCookie() {
    return ContextLocals.get(SESSION_COOKIE);
  }

  /**
   * The request as its sender has put it.
   *
   * @throws IllegalStateException in a method that streams its body
   */
  public SentRequest sent() {
    return ContextLocals.<SentRequest>get(SENT)
        .orElseThrow(() -> new IllegalStateException("a stream has no octets to show"));
  }

  public void received(SentRequest sent) {
    ContextLocals.put(SENT, sent);
  }

  /** The time by this server's clock. */
  public Instant now() {
    return clock.instant();
  }

  /** The call, as the audit line names it. */
  public AuditEvent.Call describe(String transport, String route) {
    String peer = ContextLocals.<String>get(PEER).orElse("unknown");
    return new AuditEvent.Call(transport, route, traceId(), peer);
  }

  /** The trace's id, 32 hexadecimal digits; made here where tracing is off. */
  public String traceId() {
    return ContextLocals.<String>get(TRACE_ID).orElseGet(CurrentCall::beginTrace);
  }

  /**
   * Runs things on the context of this call: an answer that was waited for together with other
   * calls may come on another's.
   */
  public Executor context() {
    Context here = Vertx.currentContext();
    return action -> {
      if (here == null || here == Vertx.currentContext()) {
        action.run();
      } else {
        here.runOnContext(ignored -> action.run());
      }
    };
  }

  public void entered(Decision.Allowed allowed) {
    ContextLocals.put(CALLER, allowed.caller());
    Proof proof = allowed.proof();
    proof.customer().ifPresent(session -> ContextLocals.put(CUSTOMER, session));
    proof.customerTokenAsSent().ifPresent(token -> ContextLocals.put(CUSTOMER_TOKEN, token));
    proof.sessionCookieAsSent().ifPresent(cookie -> ContextLocals.put(SESSION_COOKIE, cookie));
  }

  public void from(String peer) {
    ContextLocals.put(PEER, peer);
  }

  private static String beginTrace() {
    SpanContext span = Span.current().getSpanContext();
    String traceId =
        span.isValid() ? span.getTraceId() : UUID.randomUUID().toString().replace("-", "");
    ContextLocals.put(TRACE_ID, traceId);
    return traceId;
  }
}
