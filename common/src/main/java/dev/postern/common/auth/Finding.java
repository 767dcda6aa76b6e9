package dev.postern.common.auth;

/** What a scheme found in a request: nothing, something unreadable, or a credential. */
public sealed interface Finding<C> {

  record Absent<C>() implements Finding<C> {}

  /** The credential is there twice, in the wrong place, or unreadable. */
  record Malformed<C>(AuthError error) implements Finding<C> {}

  record Presented<C>(C credential) implements Finding<C> {}
}
