package dev.postern.common.distribution;

import dev.postern.auth.v1.ConfirmRequest;
import io.smallrye.mutiny.Uni;

/**
 * The role of this process in the distribution of security events: where it gets them from, and
 * where it confirms them.
 *
 * <p>A process has exactly one. It is the {@link EventSubscriber}, unless the service has a bean of
 * its own: auth-service has the log itself, and polls it.
 */
public interface RevocationLoader {

  /**
   * Begins to keep the state of this process up to date. Called once, before other beans start.
   *
   * @throws IllegalStateException if a setting that it needs is missing; the process then ends
   */
  void start();

  /** Reports which events are in force here. Fails if no answer comes in time. */
  Uni<Void> confirm(ConfirmRequest request);
}
