package dev.postern.common.audit;

/** Writes down each decision, and never a secret. */
@FunctionalInterface
public interface AuditLog {
  void record(AuditEvent event);
}
