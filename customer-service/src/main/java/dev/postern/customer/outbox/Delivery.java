package dev.postern.customer.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Delivers messages to another service. Delivering a message twice does no harm. */
public interface Delivery<T> {

  /** Whether a caller waits for the delivery. */
  enum Urgency {
    CALLER_WAITS,
    IN_BACKGROUND
  }

  /** Delivers all of the messages, or fails. */
  Uni<Void> deliver(List<Placed<T>> messages, Urgency urgency);
}
