package dev.postern.common.guard;

import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.CustomerCredential;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Principal;
import dev.postern.common.auth.ProvenCredential;
import dev.postern.common.auth.ProvenCustomerToken;
import dev.postern.common.auth.ProvenSession;
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
import org.jspecify.annotations.Nullable;

/** The call in progress on this event-loop context: its caller, its address and its trace. */
@Singleton
public class CurrentCall {
  /** The route of a call for which there is no method. */
  public static final String UNMATCHED = "unmatched";

  private static final String KEY = CurrentCall.class.getName();

  /** What is known of one call so far. Used on its own context only. */
  private static final class Progress {
    private ClientAddress client = ClientAddress.UNKNOWN;
    private String route = UNMATCHED;
    private String authority = "";
    private @Nullable String traceId;
    private @Nullable SentRequest sent;
    private Decision.@Nullable Allowed allowed;
    private boolean described;
    private boolean refused;
  }

  private final InstantSource clock;

  public CurrentCall(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The party that calls.
   *
   * @throws IllegalStateException in a method that is open to anybody
   */
  public Principal principal() {
    return allowed().principal();
  }

  /**
   * The client that calls.
   *
   * @throws IllegalStateException in a method that is open, or that a customer calls
   */
  public ClientPrincipal client() {
    if (principal() instanceof ClientPrincipal client) {
      return client;
    }
    throw new IllegalStateException("this method is not called by a client");
  }

  /**
   * The opaque identifier of the customer who calls, or on whose behalf a client calls.
   *
   * @throws IllegalStateException in a method that needs no customer
   */
  public String customerId() {
    return allowed().customerId().orElseThrow(CurrentCall::noCustomer);
  }

  /**
   * The session of the customer who calls, or on whose behalf a client calls.
   *
   * @throws IllegalStateException if no customer was authenticated
   */
  public CustomerSession customer() {
    return proven(CustomerCredential.class)
        .map(CustomerCredential::session)
        .orElseThrow(CurrentCall::noCustomer);
  }

  /** The customer's token as it was sent, if the customer was authenticated by it. */
  public Optional<Secret> customerToken() {
    return proven(ProvenCustomerToken.class).map(ProvenCustomerToken::asSent);
  }

  /** The session's cookie as it was sent, if the customer was authenticated by it. */
  public Optional<Secret> sessionCookie() {
    return proven(ProvenSession.class).map(ProvenSession::asSent);
  }

  /**
   * The raw request.
   *
   * @throws IllegalStateException in a method that streams its body
   */
  public SentRequest sent() {
    SentRequest sent = progress().sent;
    if (sent == null) {
      throw new IllegalStateException("the body of this method is a stream");
    }
    return sent;
  }

  /** The time by this server's clock. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * The call, as the decision log names it, with the route of the method called. The class that
   * asks for it writes the call's line.
   */
  public Call describe(String transport) {
    return describe(transport, progress().route);
  }

  /** The same, with another route. */
  public Call describe(String transport, String route) {
    Progress progress = progress();
    progress.described = true;
    return new Call(transport, route, traceId(), progress.client);
  }

  /** The id of the trace, 32 hexadecimal digits; a random one where tracing is off. */
  public String traceId() {
    Progress progress = progress();
    String traceId = progress.traceId;
    if (traceId == null) {
      traceId = newTraceId();
      progress.traceId = traceId;
    }
    return traceId;
  }

  /** Whether the line of this call is written, or will be, by the class that described it. */
  public boolean isDescribed() {
    return progress().described;
  }

  /** Whether a refusal of this call has been logged before the pipeline decided. */
  public boolean isRefused() {
    return progress().refused;
  }

  /** What the client addressed, where the transport does not say so itself: gRPC. */
  public String authority() {
    return progress().authority;
  }

  /**
   * Runs actions on the context of this call: an answer that several calls wait for may arrive on
   * the context of another one.
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

  public void from(ClientAddress client) {
    progress().client = client;
  }

  public void matched(String route) {
    progress().route = route;
  }

  public void addressed(String authority) {
    progress().authority = authority;
  }

  public void received(SentRequest sent) {
    progress().sent = sent;
  }

  public void refused() {
    progress().refused = true;
  }

  public void entered(Decision.Allowed allowed) {
    progress().allowed = allowed;
  }

  private Decision.Allowed allowed() {
    Decision.Allowed allowed = progress().allowed;
    if (allowed == null) {
      throw new IllegalStateException("this method is open: the guard let nobody in");
    }
    return allowed;
  }

  private <C extends ProvenCredential> Optional<C> proven(Class<C> type) {
    return Optional.ofNullable(progress().allowed).flatMap(in -> in.proof().find(type));
  }

  private static IllegalStateException noCustomer() {
    return new IllegalStateException("no customer was authenticated");
  }

  private static Progress progress() {
    return ContextLocals.<Progress>get(KEY).orElseGet(CurrentCall::begin);
  }

  private static Progress begin() {
    Progress progress = new Progress();
    ContextLocals.put(KEY, progress);
    return progress;
  }

  private static String newTraceId() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? span.getTraceId() : UUID.randomUUID().toString().replace("-", "");
  }
}
