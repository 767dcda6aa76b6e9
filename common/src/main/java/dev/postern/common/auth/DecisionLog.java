package dev.postern.common.auth;

/** Records every decision, one line each, and never a secret. */
@FunctionalInterface
public interface DecisionLog {
  void record(Call call, Decision decision);
}
